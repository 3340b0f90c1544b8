package org.rapport.routes.intake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.rapport.routes.FreePort;
import org.rapport.routes.mllp.MllpListenerComponent;

/** The shipped route of HL7 v2, with its policy, on a port of its own. */
final class MllpRoute implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final int port;

  MllpRoute(AppointmentIntake intake) throws Exception {
    port = FreePort.find();
    camel.getRegistry().bind("appointmentIntake", intake);
    camel.addComponent("rapport-mllp", new MllpListenerComponent(null, peer -> false));
    camel.getPropertiesComponent().addInitialProperty("rapport.mllp.host", "127.0.0.1");
    camel.getPropertiesComponent().addInitialProperty("rapport.mllp.port", "" + port);
    camel.getPropertiesComponent().addInitialProperty("rapport.mllp.enabled", "true");
    camel.getComponent("kamelet", KameletComponent.class).setNoErrorHandler(true);
    for (String file :
        new String[] {
          "rapport-errors/mllp-errors.camel.yaml", "rapport-routes/siu-intake.camel.yaml"
        }) {
      PluginHelper.getRoutesLoader(camel)
          .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "classpath:" + file));
    }
    camel.getShutdownStrategy().setTimeout(5);
    camel.start();
  }

  /** A connection to it, which waits for an answer for twenty seconds. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  @Override
  public void close() {
    camel.stop();
  }
}
