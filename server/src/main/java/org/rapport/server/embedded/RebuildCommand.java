package org.rapport.server.embedded;

import java.util.Map;
import org.rapport.server.projection.ProjectionRebuild;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** {@code java -jar rapport.jar rebuild}: rebuilds, prints counts, and ends. */
@Component
public class RebuildCommand implements ApplicationRunner {
  public static final String NAME = "rebuild";

  private final ProjectionRebuild rebuild;
  private final ApplicationContext context;

  RebuildCommand(ProjectionRebuild rebuild, ApplicationContext context) {
    this.rebuild = rebuild;
    this.context = context;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    if (!arguments.getNonOptionArgs().contains(NAME)) {
      return;
    }
    for (Map.Entry<String, Integer> count : rebuild.run().entrySet()) {
      System.out.printf("%-24s %8d%n", count.getKey(), count.getValue());
    }
    System.exit(SpringApplication.exit(context, () -> 0));
  }
}
