package org.autodiff.examples.docs;

/** Prints the class path that it was started with, for other programs. */
public final class ClassPath {
    private ClassPath() {}

    /** Takes no arguments. */
    public static void main(String... args) {
        System.out.println(System.getProperty("java.class.path"));
    }
}
