package org.autodiff.nn.data.digits;

import static org.autodiff.nn.data.digits.Stroke.arc;
import static org.autodiff.nn.data.digits.Stroke.line;

import java.util.List;

/** The shapes of the ten digits, each in the two or three ways in which people write it. */
final class Glyphs {
    private static final List<List<List<Stroke>>> STYLES = List.of(
            List.of( // 0: round, and narrow with the ends crossing at the top
                    List.of(arc(.50, .50, .28, .42, -90, 270)), List.of(arc(.50, .50, .20, .42, -110, 275))),
            List.of( // 1: a bare stem, with a flag, with flag and foot
                    List.of(line(.50, .08, .50, .92)),
                    List.of(line(.34, .27, .54, .08, .54, .92)),
                    List.of(line(.36, .24, .52, .08, .52, .92), line(.32, .92, .72, .92))),
            List.of( // 2: with a flat foot, with a loop in the foot
                    List.of(arc(.49, .32, .25, .24, -165, 35).then(line(.24, .92, .78, .92))),
                    List.of(arc(.48, .30, .23, .22, -150, 55)
                            .then(line(.36, .74))
                            .then(arc(.32, .82, .10, .09, -40, -330))
                            .then(line(.56, .84, .80, .92)))),
            List.of( // 3: two bows, or a flat top
                    List.of(arc(.46, .29, .24, .21, -145, 90).then(arc(.46, .71, .27, .21, -90, 145))),
                    List.of(line(.25, .10, .72, .10, .45, .42).then(arc(.45, .67, .28, .25, -90, 150)))),
            List.of( // 4: open, closed
                    List.of(line(.32, .08, .24, .56, .80, .56), line(.66, .32, .62, .92)),
                    List.of(line(.62, .92, .62, .08, .20, .64, .82, .64))),
            List.of( // 5: in one go, with a bonnet of its own
                    List.of(line(.74, .10, .36, .10, .31, .46).then(arc(.46, .67, .27, .25, -120, 140))),
                    List.of(
                            line(.36, .12, .33, .44).then(arc(.48, .68, .23, .24, -110, 130)),
                            line(.36, .12, .80, .08))),
            List.of( // 6: a curved back, a straight back
                    List.of(arc(.68, .62, .42, .54, -95, -180).then(arc(.49, .69, .23, .23, -180, 180))),
                    List.of(line(.60, .08, .31, .58).then(arc(.50, .70, .22, .22, -150, 215)))),
            List.of( // 7: plain, crossed, with a bent stem
                    List.of(line(.22, .12, .77, .12, .42, .92)),
                    List.of(line(.22, .12, .77, .12, .44, .92), line(.36, .52, .70, .50)),
                    List.of(line(.24, .22, .26, .12, .76, .12).then(arc(.84, .80, .34, .56, -115, -190)))),
            List.of( // 8: two circles, or one crossing line
                    List.of(arc(.50, .29, .19, .20, -90, 270), arc(.50, .71, .25, .22, -90, 270)),
                    List.of(arc(.50, .28, .20, .20, -30, -215)
                            .then(line(.66, .58))
                            .then(arc(.49, .72, .22, .20, -30, 215))
                            .then(line(.67, .20)))),
            List.of( // 9: a straight stem, a curved tail
                    List.of(arc(.49, .31, .22, .22, 0, -360), line(.71, .20, .68, .92)),
                    List.of(arc(.50, .31, .22, .23, 0, -360).then(arc(.34, .40, .38, .52, -10, 95)))));

    private Glyphs() {}

    /** The ways to write a digit, each a list of strokes; at least two. */
    static List<List<Stroke>> of(int digit) {
        return STYLES.get(digit);
    }
}
