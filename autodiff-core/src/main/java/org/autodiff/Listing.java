package org.autodiff;

/** The printed form of a tape. It reads the tape's public view only. */
final class Listing {
    private Listing() {}

    static String of(Tape tape, boolean values) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < tape.size(); i++) {
            Node n = tape.node(i);
            s.append(n);
            if (values) {
                s.append("  = ").append(n.value().elementsToString());
                if (n.adjoint() != null) {
                    s.append("  adjoint ").append(n.adjoint().elementsToString());
                }
            }
            s.append('\n');
        }
        return s.toString();
    }
}
