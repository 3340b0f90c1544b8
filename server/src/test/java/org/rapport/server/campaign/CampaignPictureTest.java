package org.rapport.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rapport.terminology.CampaignState;

/** The picture in the documentation shows the states and steps that there are. */
class CampaignPictureTest {

  @Test
  void thePictureIsTheTable() throws IOException {
    Set<String> picture =
        Files.readAllLines(Path.of("../docs/campaigns.md")).stream()
            .map(String::strip)
            .filter(line -> line.matches("[a-z-]+ --> [a-z-]+"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> table =
        Arrays.stream(CampaignState.values())
            .flatMap(from -> from.next().stream().map(to -> from.code() + " --> " + to.code()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(picture).isEqualTo(table);
  }
}
