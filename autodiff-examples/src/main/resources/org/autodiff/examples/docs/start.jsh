import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;
import org.autodiff.*;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.*;
import org.autodiff.check.report.*;
import org.autodiff.error.*;
import org.autodiff.functional.*;
import org.autodiff.inspect.*;
import org.autodiff.inspect.Step;
import org.autodiff.inspect.page.*;
import org.autodiff.io.*;
import org.autodiff.linalg.*;
import org.autodiff.op.*;
import org.autodiff.transform.*;
import org.autodiff.nn.*;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.*;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.init.*;
import org.autodiff.nn.layer.*;
import org.autodiff.nn.layer.Embedding;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.*;
import org.autodiff.nn.layer.attention.*;
import org.autodiff.nn.layer.convolution.*;
import org.autodiff.nn.layer.normalization.*;
import org.autodiff.nn.layer.pooling.*;
import org.autodiff.nn.layer.recurrent.*;
import org.autodiff.nn.metric.*;
import org.autodiff.nn.model.*;
import org.autodiff.nn.optim.*;
import org.autodiff.nn.regularization.Penalty;
import org.autodiff.nn.train.*;
import org.autodiff.examples.docs.BlockDiagram;
import org.autodiff.examples.docs.Figure;
import org.autodiff.examples.docs.GridDiagram;
import org.autodiff.examples.docs.NetworkDiagram;

Path pictures = Path.of("pictures");
void print(Object x) { System.out.print(x); }
void println(Object x) { System.out.println(x); }
void printf(String format, Object... values) { System.out.print(String.format(Locale.ROOT, format, values)); }
void picture(String name, String svg) {
    try {
        Files.createDirectories(pictures);
        Files.writeString(pictures.resolve(name + ".svg"), svg);
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}
/** What is printed of something, with its long numbers rounded to six digits. */
String rounded(Object x) {
    return java.util.regex.Pattern.compile("-?\\d+\\.\\d{6,}(E-?\\d+)?").matcher(String.valueOf(x)).replaceAll(
            m -> String.format(Locale.ROOT, "%.6g", Double.parseDouble(m.group())));
}
