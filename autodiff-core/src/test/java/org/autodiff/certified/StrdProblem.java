package org.autodiff.certified;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.autodiff.Tensor;

/**
 * A nonlinear regression of NIST's Statistical Reference Datasets, as its file states it: the data, two starts, and the
 * certified parameters and sum of squares, which NIST has computed with 500 digits.
 *
 * @param x the predictors, a row for each
 * @param y the response; of Nelson its logarithm
 * @param squares the certified residual sum of squares
 */
record StrdProblem(
        String name,
        BiFunction<Tensor, Tensor[], Tensor> model,
        Tensor[] x,
        Tensor y,
        double[] start1,
        double[] start2,
        double[] certified,
        double squares) {

    static StrdProblem of(String name, BiFunction<Tensor, Tensor[], Tensor> model) {
        List<String> lines;
        try (InputStream in = StrdProblem.class.getResourceAsStream("nist/" + name + ".dat")) {
            lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<double[]> parameters = new ArrayList<>();
        List<double[]> data = new ArrayList<>();
        double squares = Double.NaN;
        int from = lines.size();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).trim();
            if (line.matches("b\\d+ *=.*")) {
                parameters.add(numbers(line.substring(line.indexOf('=') + 1)));
            } else if (line.startsWith("Residual Sum of Squares:")) {
                squares = numbers(line.substring(24))[0];
            } else if (line.startsWith("Data:") && i > 50) {
                from = i;
            } else if (i > from && !line.isEmpty()) {
                data.add(numbers(line));
            }
        }
        Tensor y = column(data, 0);
        Tensor[] x = new Tensor[data.get(0).length - 1];
        for (int k = 0; k < x.length; k++) {
            x[k] = column(data, k + 1);
        }
        return new StrdProblem(
                name,
                model,
                x,
                name.equals("Nelson") ? y.log() : y,
                flat(parameters, 0),
                flat(parameters, 1),
                flat(parameters, 2),
                squares);
    }

    /** What the model leaves of the response. */
    Tensor residuals(Tensor b) {
        return y.sub(model.apply(b, x));
    }

    /** The sum of their squares. */
    Tensor squares(Tensor b) {
        return residuals(b).square().sum();
    }

    private static double[] numbers(String line) {
        String[] words = line.trim().split("\\s+");
        double[] all = new double[words.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = Double.parseDouble(words[i]);
        }
        return all;
    }

    private static double[] flat(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(r -> r[column]).toArray();
    }

    private static Tensor column(List<double[]> rows, int column) {
        return Tensor.of(flat(rows, column));
    }

    @Override
    public String toString() {
        return name;
    }
}
