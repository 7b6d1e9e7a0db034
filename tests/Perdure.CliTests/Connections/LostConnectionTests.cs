using System.Net;
using System.Net.Sockets;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Connections;

/// <summary>What a program sees of a connection that does not come back, and which ones must not.</summary>
public sealed class LostConnectionTests : ProgramTest
{
    private const string Reader = """
        import os, socket, sys, time
        lost = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        ended = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        while ended.recv(100):
            pass
        ended.shutdown(socket.SHUT_WR)
        print('read', lost.recv(100).decode(), flush=True)
        while not os.path.exists(sys.argv[2]):
            time.sleep(0.01)
        for name, connection in (('lost', lost), ('ended', ended)):
            for turn in range(2):
                try:
                    print(name, 'end' if not connection.recv(100) else 'data', flush=True)
                except OSError as error:
                    print(name, error.errno, flush=True)
        print('over', flush=True)
        """;

    private const string Urgent = """
        import os, socket, sys, time
        listener = socket.create_server(('127.0.0.1', 0))
        print('port', listener.getsockname()[1], flush=True)
        served, _ = listener.accept()
        time.sleep(0.2)
        if sys.argv[1] == 'read':
            served.recv(1, socket.MSG_OOB)
        if sys.argv[1] == 'mark':
            served.recv(5)
        print('ready', flush=True)
        while True:
            time.sleep(0.05)
        """;

    private const string UrgentPair = """
        import os, socket, sys, time
        listener = socket.create_server(('127.0.0.1', 0))
        sender = socket.create_connection(listener.getsockname())
        served, _ = listener.accept()
        sender.sendall(b'hello')
        sender.send(b'!', socket.MSG_OOB)
        sender.sendall(b'world')
        time.sleep(0.1)
        print('ready', flush=True)
        while not os.path.exists(sys.argv[1]):
            time.sleep(0.01)
        print('got', served.recv(1, socket.MSG_OOB), served.recv(5), served.recv(5), flush=True)
        """;

    /// <summary>A reset, then the end, as from a peer that is gone. A connection that had ended properly is still at its end.</summary>
    [Fact]
    public void Who_reads_to_the_end_sees_a_reset()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var go = Path.Combine(Bench.Folder, "go");
        var program = Bench.Start("reader", Needs.Program("python3"), WriteFile("reader.py", Reader), $"{((IPEndPoint)server.LocalEndpoint).Port}", go);
        using var lost = server.AcceptTcpClient();
        using (var ended = server.AcceptTcpClient())
            ended.Client.Shutdown(SocketShutdown.Send);
        lost.GetStream().Write("half of it"u8);
        AwaitText(program, "read half of it\n");
        var taken = Bench.Checkpoint(program.Pid, "--leave-running").Expect(0);
        Signal(program.Pid);
        var restored = Bench.Restore(taken.Text("id")).Expect(0);
        Assert.Equal((0, 2), (restored.Number("keptConnections"), restored.Number("closedConnections")));
        File.WriteAllText(go, "");
        Patience.Until(() => program.Output.EndsWith("over\n", StringComparison.Ordinal), TimeSpan.FromSeconds(20), $"the restored program\n{program.Output}{program.Errors}");
        Assert.EndsWith("lost 104\nlost end\nended end\nended end\nover\n", program.Output, StringComparison.Ordinal);
    }

    /// <summary>The urgent byte waits; has been read while what was sent before it was not; is what comes next.</summary>
    [Theory]
    [InlineData("wait")]
    [InlineData("read")]
    [InlineData("mark")]
    public void A_connection_with_urgent_data_is_closed_and_not_shortened(string how)
    {
        Needs.Root();
        var server = Bench.Start("server", Needs.Program("python3"), WriteFile("urgent.py", Urgent), how);
        AwaitText(server, "port");
        using var client = new TcpClient("127.0.0.1", int.Parse(server.Output.AsSpan("port ".Length), System.Globalization.CultureInfo.InvariantCulture));
        client.Client.Send("hello"u8);
        client.Client.Send("!"u8, SocketFlags.OutOfBand);
        client.Client.Send("world"u8);
        AwaitText(server, "ready\n");
        var taken = Bench.Checkpoint(server.Pid, "--kill").Expect(0);
        Assert.Equal((0, 1), (taken.Number("keptConnections"), taken.Number("closedConnections")));
        Assert.Contains("urgent data", taken.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pair_with_urgent_data_is_left_as_it_is_and_not_kept()
    {
        var go = Path.Combine(Bench.Folder, "go");
        var program = Bench.Start("pair", Needs.Program("python3"), WriteFile("pair.py", UrgentPair), go);
        AwaitText(program, "ready\n");
        var taken = Bench.Checkpoint(program.Pid, "--leave-running").Expect(0);
        Assert.Equal((0, 2), (taken.Number("keptConnections"), taken.Number("closedConnections")));
        Assert.Contains("urgent data", taken.Output, StringComparison.Ordinal);
        File.WriteAllText(go, "");
        AwaitText(program, "got b'!' b'hello' b'world'\n");
        Assert.EndsWith("got b'!' b'hello' b'world'\n", program.Output, StringComparison.Ordinal);
    }

    private static void Signal(int pid)
    {
        using (var process = System.Diagnostics.Process.GetProcessById(pid))
            process.Kill();
        Patience.Until(() => ProcessTree.State(pid) is null, TimeSpan.FromSeconds(10), "the end of the killed process");
    }
}
