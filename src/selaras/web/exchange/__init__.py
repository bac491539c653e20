"""What an officer does with other offices through the pages: exchange now, by line or by packet, and prove it on paper."""
