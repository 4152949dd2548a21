package org.autodiff.error;

/** Any other argument that makes no sense, such as a NaN learning rate or a negative count. */
public final class ArgumentException extends AutodiffException {
    private static final long serialVersionUID = 1L;

    /** An error with a message that names the operation, what it got, and the remedy. */
    public ArgumentException(String message) {
        super(message);
    }

    /** An error that another one caused. */
    public ArgumentException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The value, which must be there.
     *
     * @param owner who asks for it, such as {@code Linear} or {@code DataLoader.epoch}
     * @param what it is, such as {@code the seed}
     * @param remedy what to do about it, such as {@code pass Seed.of(number)}
     * @throws ArgumentException if it is null
     */
    public static <T> T requireNonNull(T value, String owner, String what, String remedy) {
        if (value == null) {
            throw new ArgumentException(owner + ": " + what + " must not be null; " + remedy);
        }
        return value;
    }
}
