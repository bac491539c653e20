"""The lake: Parquet files by kind and kab/kota, for heavy reading on engines beside the node's database."""
