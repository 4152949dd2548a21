package org.autodiff.array.heap;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The heap of the C library, which keeps what is freed for itself: glibc does not return what lies between blocks in use. */
final class SystemHeap {
    private SystemHeap() {}

    /**
     * Gives free memory back to the system, by the command {@code System.trim_native_heap} of the JVM, which JDK 17.0.9 and later
     * have on Linux; elsewhere it does nothing.
     */
    static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (JMException | RuntimeException e) {
            return; // no such command here: then the process keeps what it has, and uses it again
        }
    }
}
