package org.autodiff.check;

/**
 * A complex number whose imaginary part is tiny: what a derivative is read off from without a difference quotient (the
 * complex step of Squire and Trapp, 1998). Each function is the analytic continuation of the real one, written with the
 * addition theorems of real functions, and not by its derivative. Where a real function branches, so does this one by the
 * real part.
 */
record Complex(double re, double im) {
    static Complex real(double re) {
        return new Complex(re, 0);
    }

    Complex plus(Complex z) {
        return new Complex(re + z.re, im + z.im);
    }

    Complex plus(double r) {
        return new Complex(re + r, im);
    }

    Complex minus(Complex z) {
        return new Complex(re - z.re, im - z.im);
    }

    Complex times(Complex z) {
        return new Complex(re * z.re - im * z.im, re * z.im + im * z.re);
    }

    Complex times(double r) {
        return new Complex(re * r, im * r);
    }

    Complex negate() {
        return new Complex(-re, -im);
    }

    Complex over(Complex z) {
        double ratio = z.im / z.re;
        double size = z.re + z.im * ratio;
        return new Complex((re + im * ratio) / size, (im - re * ratio) / size);
    }

    Complex reciprocal() {
        return real(1).over(this);
    }

    Complex square() {
        return times(this);
    }

    Complex exp() {
        double e = Math.exp(re);
        return new Complex(e * Math.cos(im), e * Math.sin(im));
    }

    /* e^x cos y - 1 = (e^x - 1) cos y - 2 sin^2(y/2) */
    Complex expm1() {
        double half = Math.sin(im / 2);
        return new Complex(Math.expm1(re) * Math.cos(im) - 2 * half * half, Math.exp(re) * Math.sin(im));
    }

    Complex log() {
        return new Complex(Math.log(Math.hypot(re, im)), Math.atan2(im, re));
    }

    Complex log1p() {
        return new Complex(
                Math.log1p(re), Math.atan2(im, 1 + re)); // the imaginary part is too small to count in the modulus
    }

    Complex sqrt() {
        double size = Math.sqrt(Math.hypot(re, im));
        double angle = Math.atan2(im, re) / 2;
        return new Complex(size * Math.cos(angle), size * Math.sin(angle));
    }

    Complex sin() {
        return new Complex(Math.sin(re) * Math.cosh(im), Math.cos(re) * Math.sinh(im));
    }

    Complex cos() {
        return new Complex(Math.cos(re) * Math.cosh(im), -Math.sin(re) * Math.sinh(im));
    }

    Complex sinh() {
        return new Complex(Math.sinh(re) * Math.cos(im), Math.cosh(re) * Math.sin(im));
    }

    Complex cosh() {
        return new Complex(Math.cosh(re) * Math.cos(im), Math.sinh(re) * Math.sin(im));
    }

    Complex tanh() {
        if (Math.abs(re) > 20) { // cosh would overflow: 1 - 2 / (e^2x + 1)
            Complex z = re > 0 ? this : negate();
            Complex t = real(1).minus(real(2).over(z.times(2).exp().plus(1)));
            Complex far = Math.abs(re) > 300 ? new Complex(1, 0) : t;
            return re > 0 ? far : far.negate();
        }
        return sinh().over(cosh());
    }

    Complex sigmoid() {
        if (re >= 0) {
            return negate().exp().plus(1).reciprocal();
        }
        Complex e = exp();
        return e.over(e.plus(1));
    }

    Complex softplus() {
        return re > 0 ? plus(negate().exp().log1p()) : exp().log1p();
    }

    /** To a constant or variable power, through the logarithm; of a negative number to a whole constant power. */
    Complex pow(Complex p) {
        if (re < 0 && p.im == 0 && p.re == Math.rint(p.re)) {
            Complex positive = negate().pow(p);
            return p.re % 2 == 0 ? positive : positive.negate();
        }
        if (re == 0 && p.im == 0) {
            return p.re == 1 ? this : real(Math.pow(0, p.re));
        }
        return log().times(p).exp();
    }

    Complex absolute() {
        return re < 0 ? negate() : this;
    }

    Complex atan() {
        // (log(1 + iz) - log(1 - iz)) / 2i, with the modulus' logarithm by log1p for a tiny imaginary part
        return new Complex(Math.atan(re), Math.log1p(4 * im / (re * re + (1 - im) * (1 - im))) / 4);
    }
}
