"""Field files through the browser: checked first, then kept; questions answered; an import taken back."""
