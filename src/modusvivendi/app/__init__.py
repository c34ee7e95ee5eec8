"""The laboratory in a browser: cases, long work in the background, news, a case editor. On this machine only."""
