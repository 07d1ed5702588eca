"""One module per command: options in, one library call, the result out."""
