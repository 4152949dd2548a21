package org.autodiff.linalg;

import org.autodiff.Tensor;

/** Complex matrices as their real and imaginary parts. */
record ComplexMatrix(Tensor re, Tensor im) {
    ComplexMatrix times(ComplexMatrix y) {
        return new ComplexMatrix(
                re.matmul(y.re).sub(im.matmul(y.im)), re.matmul(y.im).add(im.matmul(y.re)));
    }

    /** The real part of the product. */
    Tensor realTimes(ComplexMatrix y) {
        return re.matmul(y.re).sub(im.matmul(y.im));
    }

    /** The product with a real matrix. */
    ComplexMatrix times(Tensor y) {
        return new ComplexMatrix(re.matmul(y), im.matmul(y));
    }

    /** Element by element. */
    ComplexMatrix mul(ComplexMatrix y) {
        return new ComplexMatrix(re.mul(y.re).sub(im.mul(y.im)), re.mul(y.im).add(im.mul(y.re)));
    }

    ComplexMatrix add(ComplexMatrix y) {
        return new ComplexMatrix(re.add(y.re), im.add(y.im));
    }

    ComplexMatrix sub(ComplexMatrix y) {
        return new ComplexMatrix(re.sub(y.re), im.sub(y.im));
    }

    ComplexMatrix conjugate() {
        return new ComplexMatrix(re, im.neg());
    }

    /** The conjugate of the transpose. */
    ComplexMatrix adjoint() {
        return new ComplexMatrix(Linalg.transposed(re), Linalg.transposed(im).neg());
    }

    /** The inverse, that of the real matrix of twice the size which acts on real and imaginary parts. */
    ComplexMatrix inverse() {
        int n = re.shape().dim(-1);
        Tensor above = Tensor.concat(-1, re, im.neg());
        Tensor below = Tensor.concat(-1, im, re);
        Tensor inverse = Linalg.inverse(Tensor.concat(-2, above, below)).slice(-1, 0, n);
        return new ComplexMatrix(inverse.slice(-2, 0, n), inverse.slice(-2, n, 2 * n));
    }
}
