import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.tdb2.TDB2Factory;

/** Answers SELECT queries over a TDB2 folder as SPARQL JSON; Debian's Jena brings no server. */
public class TdbServer {
  public static void main(String[] arguments) throws Exception {
    Dataset data = TDB2Factory.connectDataset(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    long patience = Long.parseLong(arguments[2]) * 1000;
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/sparql", exchange -> {
      String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String query = URLDecoder.decode(form.replaceFirst("^query=", ""), StandardCharsets.UTF_8);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      int status = 200;
      data.begin(ReadWrite.READ);
      try (QueryExecution run = QueryExecutionFactory.create(query, data)) {
        run.setTimeout(patience);
        ResultSetFormatter.outputAsJSON(answer, run.execSelect());
      } catch (RuntimeException fault) {
        status = 500;
        answer.reset();
        answer.writeBytes(fault.toString().getBytes(StandardCharsets.UTF_8));
      } finally {
        data.end();
      }
      exchange.sendResponseHeaders(status, answer.size() == 0 ? -1 : answer.size());
      exchange.getResponseBody().write(answer.toByteArray());
      exchange.close();
    });
    server.start();
  }
}
