"""How every page looks: the frame, the style, the words for dates and money."""
