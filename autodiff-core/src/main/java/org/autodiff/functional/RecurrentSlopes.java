package org.autodiff.functional;

import java.util.List;
import org.autodiff.Call;
import org.autodiff.Tensor;
import org.autodiff.array.RecurrentCell;

/**
 * The derivatives of a recurrent layer, composed of operations step by step: what is differentiated again, and what tangents
 * are pushed through. Gates are computed from the states that the layer has given.
 */
final class RecurrentSlopes {
    private final RecurrentCell cell;
    private final boolean reverse;
    private final int times;
    private final Tensor x;
    private final Tensor first;
    private final Tensor weight;
    private final Tensor bias;
    private final Tensor y;

    RecurrentSlopes(Call call) {
        this.cell = call.attrs(RecurrentLayer.Run.class).cell();
        this.reverse = call.attrs(RecurrentLayer.Run.class).reverse();
        this.times = call.shape(0).dim(0);
        this.x = call.input(0);
        this.first = call.input(1);
        this.weight = call.input(2);
        this.bias = call.input(3);
        this.y = call.output();
    }

    private int time(int step) {
        return reverse ? times - 1 - step : step;
    }

    private Tensor before(int state, int step) {
        return step == 0 ? first.select(0, state) : y.select(0, state).select(0, time(step - 1));
    }

    private boolean isLstm() {
        return cell == RecurrentCell.LSTM;
    }

    /** A step, with its gates. */
    private record Step(Tensor h, Tensor c, Tensor now, Tensor i, Tensor f, Tensor g, Tensor o, Tensor q) {}

    private Step step(int number) {
        Tensor h = before(0, number);
        Tensor c = isLstm() ? before(1, number) : null;
        Tensor now = y.select(0, cell.states() - 1).select(0, time(number));
        Tensor fromInput = x.select(0, time(number));
        if (cell.gates() == 1) {
            return new Step(h, null, now, null, null, null, null, null);
        }
        Tensor fromState = Linear.linear(h, weight, bias);
        if (isLstm()) {
            List<Tensor> z = fromInput.add(fromState).chunk(-1, 4);
            Tensor o = z.get(3).sigmoid();
            return new Step(
                    h,
                    c,
                    now.tanh(),
                    z.get(0).sigmoid(),
                    z.get(1).sigmoid(),
                    z.get(2).tanh(),
                    o,
                    null);
        }
        List<Tensor> in = fromInput.chunk(-1, 3);
        List<Tensor> from = fromState.chunk(-1, 3);
        Tensor r = in.get(0).add(from.get(0)).sigmoid();
        Tensor z = in.get(1).add(from.get(1)).sigmoid();
        Tensor n = in.get(2).add(r.mul(from.get(2))).tanh();
        return new Step(h, null, now, r, z, n, null, from.get(2));
    }

    private static Tensor logistic(Tensor d, Tensor y) {
        return d.mul(y.sub(y.square()));
    }

    private static Tensor hyperbolic(Tensor d, Tensor y) {
        return d.mul(y.square().rsub(1));
    }

    private Tensor elman(Tensor d, Tensor now) {
        return cell == RecurrentCell.TANH ? hyperbolic(d, now) : now.gt(0).where(d, d.mul(0));
    }

    /** The gradients by all inputs. */
    Tensor[] pulled(Tensor g) {
        Tensor dh = null;
        Tensor dc = null;
        Tensor[] byInput = new Tensor[times];
        Tensor[] byProduct = new Tensor[times];
        Tensor[] states = new Tensor[times];
        for (int i = times - 1; i >= 0; i--) {
            int t = time(i);
            Step s = step(i);
            Tensor given = g.select(0, 0).select(0, t);
            dh = dh == null ? given : dh.add(given);
            Tensor past = null;
            if (isLstm()) {
                Tensor more =
                        hyperbolic(dh.mul(s.o()), s.now()).add(g.select(0, 1).select(0, t));
                dc = dc == null ? more : dc.add(more);
                byProduct[t] = Tensor.concat(
                        -1,
                        logistic(dc.mul(s.g()), s.i()),
                        logistic(dc.mul(s.c()), s.f()),
                        hyperbolic(dc.mul(s.i()), s.g()),
                        logistic(dh.mul(s.now()), s.o()));
                dc = dc.mul(s.f());
                byInput[t] = byProduct[t];
            } else if (cell == RecurrentCell.GRU) {
                Tensor z = logistic(dh.mul(s.h().sub(s.g())), s.f());
                past = dh.mul(s.f());
                Tensor n = hyperbolic(dh.sub(past), s.g());
                Tensor r = logistic(n.mul(s.q()), s.i());
                byInput[t] = Tensor.concat(-1, r, z, n);
                byProduct[t] = Tensor.concat(-1, r, z, n.mul(s.i()));
            } else {
                byProduct[t] = elman(dh, s.now());
                byInput[t] = byProduct[t];
            }
            states[t] = s.h();
            Tensor back = byProduct[t].matmul(weight);
            dh = past == null ? back : back.add(past);
        }
        Tensor gates = Tensor.concat(0, byProduct);
        return new Tensor[] {
            Tensor.stack(0, byInput),
            isLstm() ? Tensor.stack(0, dh, dc) : Tensor.stack(0, dh),
            gates.matmul(Tensor.concat(0, states), true, false),
            gates.sum(0)
        };
    }

    /** The tangent of all states. */
    Tensor pushed(Tensor[] t) {
        Tensor[][] all = new Tensor[cell.states()][times];
        Tensor th = t[1] == null ? null : t[1].select(0, 0);
        Tensor tc = t[1] == null || !isLstm() ? null : t[1].select(0, 1);
        for (int i = 0; i < times; i++) {
            int at = time(i);
            Step s = step(i);
            Tensor rec = th == null ? s.h().mul(0).matmul(weight, false, true) : th.matmul(weight, false, true);
            rec = t[2] == null ? rec : rec.add(s.h().matmul(t[2], false, true));
            rec = t[3] == null ? rec : rec.add(t[3]);
            Tensor in = t[0] == null ? rec.mul(0) : t[0].select(0, at);
            Tensor past = th == null ? s.h().mul(0) : th;
            if (isLstm()) {
                List<Tensor> z = in.add(rec).chunk(-1, 4);
                Tensor c = logistic(z.get(0), s.i())
                        .mul(s.g())
                        .add(hyperbolic(z.get(2), s.g()).mul(s.i()));
                c = c.add(logistic(z.get(1), s.f()).mul(s.c()));
                tc = tc == null ? c : c.add(tc.mul(s.f()));
                th = logistic(z.get(3), s.o()).mul(s.now()).add(hyperbolic(tc.mul(s.o()), s.now()));
                all[1][at] = tc;
            } else if (cell == RecurrentCell.GRU) {
                List<Tensor> p = in.chunk(-1, 3);
                List<Tensor> q = rec.chunk(-1, 3);
                Tensor r = logistic(p.get(0).add(q.get(0)), s.i());
                Tensor z = logistic(p.get(1).add(q.get(1)), s.f());
                Tensor n = hyperbolic(p.get(2).add(r.mul(s.q())).add(q.get(2).mul(s.i())), s.g());
                th = n.add(z.mul(s.h().sub(s.g()))).add(past.sub(n).mul(s.f()));
            } else {
                th = elman(in.add(rec), s.now());
            }
            all[0][at] = th;
        }
        Tensor h = Tensor.stack(0, all[0]);
        return isLstm() ? Tensor.stack(0, h, Tensor.stack(0, all[1])) : h.unsqueeze(0);
    }
}
