package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;
import org.autodiff.linalg.Determinants;
import org.autodiff.linalg.Linalg;
import org.autodiff.linalg.Spectral;

/** The operations of the reference group {@code linalg}. */
final class LinalgGoldens {
    private LinalgGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        ops.put("det", (in, a) -> List.of(Determinants.det(in.x())));
        ops.put("inv", (in, a) -> List.of(Linalg.inverse(in.x())));
        ops.put("logdet", (in, a) -> List.of(Determinants.logdet(in.x())));
        ops.put("slogdet", (in, a) -> {
            Determinants.SignLogDet z = Determinants.slogdet(in.x());
            return List.of(z.sign(), z.logAbsDet());
        });
        ops.put("cholesky_sym", (in, a) -> List.of(Linalg.cholesky(in.x())));
        ops.put("solve", (in, a) -> List.of(Linalg.solve(in.get("A"), in.get("B"))));
        ops.put(
                "triangular_solve",
                (in, a) -> List.of(
                        Linalg.triangularSolve(in.get("A"), in.get("B"), a.flag("upper"), a.flag("unitriangular"))));
        ops.put("eigvalsh_sym", (in, a) -> List.of(Spectral.eigvalsh(in.x())));
        ops.put("matrix_power", (in, a) -> List.of(Linalg.matrixPower(in.x(), a.integer("n"))));
    }
}
