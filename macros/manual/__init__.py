"""The manual: what each button does and what errors mean, as pages and as one page offline."""
