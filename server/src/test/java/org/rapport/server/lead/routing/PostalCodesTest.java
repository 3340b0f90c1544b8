package org.rapport.server.lead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.server.lead.routing.Place.Position;

/** Where postal codes are, without anything that an operator has set. */
class PostalCodesTest {
  private static final PostalCodes SHIPPED = ShippedPostalCodes.of("CA");

  @ParameterizedTest
  @CsvSource({
    // Toronto to Mississauga, and to Ottawa: M5 and L5 are near, K1 is not.
    "M5V 2T6, L5B 3Y3, 15, 35",
    "m5v2t6, K1P 1J1, 340, 370",
    "M5V, H2Y 1C6, 490, 520",
    "60601, 60614, 3, 10",
    "60601-1234, 46320, 20, 45",
    "98101, V6B 1A1, 180, 210"
  })
  void areSoManyKilometresApart(String one, String other, double least, double most) {
    assertThat(SHIPPED.distance(one, null, other)).isBetween(least, most);
    assertThat(SHIPPED.judged(one, null, other)).contains("km from the postal code");
  }

  @Test
  void whatNobodyKnowsIsComparedByHowItBegins() {
    assertThat(PostalCodes.NONE.distance("75011", null, "75003"))
        .isLessThan(PostalCodes.NONE.distance("75011", null, "69001"));
    assertThat(PostalCodes.NONE.judged("75011", null, "75003")).contains("3 characters");
    assertThat(ShippedPostalCodes.of("FR").of("75011")).isNull();
  }

  @Test
  void anOperatorsOwnCodesGoBeforeThoseThatAreShipped() {
    Position own = new Position(1, 2);
    PostalCodes both = SHIPPED.with(Map.of("M5V", own));

    assertThat(both.of("M5V 2T6")).isEqualTo(own);
    assertThat(both.of("60601")).isEqualTo(SHIPPED.of("60601"));
  }
}
