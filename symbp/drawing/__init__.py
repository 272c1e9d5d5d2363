"""The drawn network: where units, edges and labels stand, for documents and exports alike."""
