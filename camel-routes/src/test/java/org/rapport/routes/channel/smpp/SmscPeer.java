package org.rapport.routes.channel.smpp;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataCodings;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.GSMSpecificFeature;
import org.jsmpp.bean.MessageMode;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;
import org.rapport.routes.FreePort;

/** An SMSC on loopback that takes everything, save where an answer is set. */
public final class SmscPeer implements AutoCloseable, ServerMessageReceiverListener {
  /** Closes the connection instead of an answer. */
  public static final int DROP = -1;

  private final List<SubmitSm> received = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger number = new AtomicInteger(100);
  private final AtomicInteger connections = new AtomicInteger();
  private final ServerSocketFactory sockets;
  private SMPPServerSessionListener listener;
  private int port;

  public SmscPeer() {
    this(ServerSocketFactory.getDefault());
  }

  /** One that listens with TLS. */
  public SmscPeer(SmscCertificate certificate) {
    this(certificate.context().getServerSocketFactory());
  }

  private SmscPeer(ServerSocketFactory sockets) {
    this.sockets = sockets;
    this.port = FreePort.find();
    open();
  }

  /** Listens, on the same port as before. */
  public void open() {
    try {
      listener = new SMPPServerSessionListener(port, new Loopback());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    SMPPServerSessionListener open = listener;
    threads.execute(
        () -> {
          while (true) {
            try {
              SMPPServerSession session = open.accept();
              connections.incrementAndGet();
              session.setMessageReceiverListener(this);
              threads.execute(() -> bind(session));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private void bind(SMPPServerSession session) {
    try {
      BindRequest request = session.waitForBind(5_000);
      if ("secret".equals(request.getPassword())) {
        request.accept("smsc");
        sessions.add(session);
      } else {
        request.reject(0x0E);
      }
    } catch (Exception e) {
      session.close();
    }
  }

  public String url(String options) {
    return "smpp://rapport:secret@127.0.0.1:" + port + options;
  }

  /** Its address with TLS, by a name of this machine. */
  public String securedUrl(String host) {
    return "ssmpp://rapport:secret@" + host + ":" + port;
  }

  /** Answers the next messages with these command_status. */
  public void answer(Integer... next) {
    answers.addAll(List.of(next));
  }

  /** How often somebody has connected, whatever became of it. */
  public int connections() {
    return connections.get();
  }

  public List<SubmitSm> received() {
    return received;
  }

  /** Ends every session and listens no more. */
  public void shut() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    sessions.forEach(SMPPServerSession::close);
    sessions.clear();
  }

  /** Delivers a receipt in the words of SMPP 3.4, appendix B. */
  public void receipt(String id, String state) throws Exception {
    String text =
        "id:"
            + id
            + " sub:001 dlvrd:001 submit date:2703011500 done date:2703011501 stat:"
            + state
            + " err:000 text:";
    deliver(
        new ESMClass(MessageMode.DEFAULT, MessageType.SMSC_DEL_RECEIPT, GSMSpecificFeature.DEFAULT),
        (byte) 0,
        text.getBytes(StandardCharsets.US_ASCII),
        "14165550100");
  }

  /** Delivers a patient's text. */
  public void text(String from, byte coding, byte[] octets) throws Exception {
    deliver(new ESMClass(), coding, octets, from);
  }

  /** Delivers a part of a patient's text, in the default alphabet, with a user data header. */
  public void part(String from, int reference, int number, int of, String words) throws Exception {
    byte[] septets = SmppText.of(words, false, (byte) 0).parts().get(0);
    byte[] octets = new byte[6 + septets.length];
    System.arraycopy(
        new byte[] {5, 0, 3, (byte) reference, (byte) of, (byte) number}, 0, octets, 0, 6);
    System.arraycopy(septets, 0, octets, 6, septets.length);
    deliver(
        new ESMClass(MessageMode.DEFAULT, MessageType.DEFAULT, GSMSpecificFeature.UDHI),
        (byte) 0,
        octets,
        from);
  }

  /** The same with the parameters that say it in place of a header, and in UCS-2. */
  public void segment(String from, int reference, int number, int of, String words)
      throws Exception {
    deliver(
        new ESMClass(),
        SmppText.UCS_2,
        words.getBytes(StandardCharsets.UTF_16BE),
        from,
        new OptionalParameter.Sar_msg_ref_num((short) reference),
        new OptionalParameter.Sar_total_segments((byte) of),
        new OptionalParameter.Sar_segment_seqnum((byte) number));
  }

  private void deliver(
      ESMClass type, byte coding, byte[] octets, String from, OptionalParameter... more)
      throws Exception {
    sessions
        .get(sessions.size() - 1)
        .deliverShortMessage(
            "",
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            from,
            TypeOfNumber.INTERNATIONAL,
            NumberingPlanIndicator.ISDN,
            "14165550100",
            type,
            (byte) 0,
            (byte) 0,
            new RegisteredDelivery(0),
            DataCodings.newInstance(coding),
            octets,
            more);
  }

  @Override
  public SubmitSmResult onAcceptSubmitSm(SubmitSm message, SMPPServerSession source)
      throws ProcessRequestException {
    received.add(message);
    Integer answer = answers.poll();
    if (answer != null && answer == DROP) {
      source.close();
      throw new ProcessRequestException("gone", 8);
    }
    if (answer != null && answer != 0) {
      throw new ProcessRequestException("refused", answer);
    }
    try {
      return new SubmitSmResult(
          new MessageId("m" + number.incrementAndGet()), new OptionalParameter[0]);
    } catch (Exception e) {
      throw new ProcessRequestException(e.getMessage(), 8);
    }
  }

  @Override
  public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public QuerySmResult onAcceptQuerySm(QuerySm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public void onAcceptReplaceSm(ReplaceSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public void onAcceptCancelSm(CancelSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public BroadcastSmResult onAcceptBroadcastSm(
      org.jsmpp.bean.BroadcastSm message, SMPPServerSession source) throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public void onAcceptCancelBroadcastSm(
      org.jsmpp.bean.CancelBroadcastSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public org.jsmpp.session.QueryBroadcastSmResult onAcceptQueryBroadcastSm(
      org.jsmpp.bean.QueryBroadcastSm message, SMPPServerSession source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  @Override
  public DataSmResult onAcceptDataSm(DataSm message, Session source)
      throws ProcessRequestException {
    throw new ProcessRequestException("no", 3);
  }

  /** On this machine only. */
  private final class Loopback implements ServerConnectionFactory {
    @Override
    public ServerConnection listen(int port) throws IOException {
      return new ServerSocketConnection(
          sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress()));
    }

    @Override
    public ServerConnection listen(int port, int timeout) throws IOException {
      return listen(port);
    }

    @Override
    public ServerConnection listen(int port, int timeout, int backlog) throws IOException {
      return listen(port);
    }
  }

  @Override
  public void close() {
    shut();
    threads.shutdownNow();
  }
}
