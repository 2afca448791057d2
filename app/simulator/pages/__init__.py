"""The citizen's web pages: applying at the Biz Portal, looking at bills and paying them, played by the simulator."""
