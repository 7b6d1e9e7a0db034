using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>The server with bugs (tests/Guests/recover), running.</summary>
internal sealed class BuggyServer
{
    /// <summary>The styles in which it is built: how it serves its clients.</summary>
    public static readonly IReadOnlyList<string> Styles = ["loop", "threads", "prefork"];

    /// <summary>The bugs that it has.</summary>
    public static readonly IReadOnlyList<string> Bugs =
    [
        "null-read", "null-write", "null-call", "wild-read", "wild-write", "wild-call", "neighbour", "heap-header", "use-after-free", "double-free", "smash", "smash-guarded", "recursion", "huge-copy",
        "division", "assert", "exception", "locked",
    ];

    private BuggyServer(Keeper keeper, int port)
    {
        Keeper = keeper;
        Port = port;
    }

    public Keeper Keeper { get; }

    public int Port { get; }

    public int Pid => Keeper.Pid;

    /// <summary>Its program, which takes a style and a port.</summary>
    public static string Build(string optimization) => CCompiler.BuildCxx("recover/server", $"{optimization} -fstack-protector-explicit -Wno-infinite-recursion");

    public static BuggyServer Start(Workbench bench, string style, string optimization = "-O2")
    {
        var port = FreePort.Take();
        var keeper = bench.Start($"server-{style}", Build(optimization), style, $"{port}");
        Patience.Until(() => keeper.ExitCode() is not null || keeper.Output.Contains("ready", StringComparison.Ordinal), TimeSpan.FromSeconds(10), "the server to be ready");
        return new BuggyServer(keeper, port);
    }

    public LineClient Connect() => new(Port);

    /// <summary>Asks; its lines end as those of C do.</summary>
    public static string Ask(LineClient client, string question)
    {
        client.Send($"{question}\n");
        return client.ReadLine();
    }

    /// <summary>Has a client of its own run into a bug. What becomes of that client is nobody's concern, but it must not take for ever.</summary>
    public void RunInto(string bug)
    {
        using var client = new LineClient(Port, patience: TimeSpan.FromSeconds(2));
        try
        {
            Ask(client, $"BUG {bug}");
        }
        catch (IOException)
        {
            // Its connection was closed, or nobody answered.
        }
    }
}
