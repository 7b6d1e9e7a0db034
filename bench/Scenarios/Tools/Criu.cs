using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Scenarios.Probes;
using Perdure.Scenarios.Servers;

namespace Perdure.Scenarios.Tools;

/// <summary>
/// The peer. It is run by its own loader, without a wrapper script that would cost a shell's start. Connections are dumped too (the probing
/// clients hold some) and their network is not locked: that is the peer's quickest way, and the image of a program that runs on is never
/// restored.
/// </summary>
internal sealed class Criu : Tool
{
    private const string Root = "artifacts/peer/criu/root";
    private const string Libraries = Root + "/usr/lib/x86_64-linux-gnu";

    private static readonly string[] Prefix = ["--library-path", Repository.Path(Libraries), Repository.Path(Root + "/usr/sbin/criu")];

    public Criu(string imageFolder)
        : base(imageFolder)
    {
        Version = "criu " + Shell.Run($"'{Repository.Path("bench/peer/criu-setup")}'").Replace("Version: ", "", StringComparison.Ordinal);
        CriuHost.Prepare();
    }

    public override string Name => "criu";

    public override string Version { get; }

    public override CheckpointRun Checkpoint(Server server, bool leaveRunning)
    {
        string[] fate = leaveRunning ? ["--leave-running", "--network-lock", "skip"] : [];
        using var process = Start(["dump", "-t", $"{server.Pid}", "-D", ImageFolder, "-o", "dump.log", "--tcp-established", .. fate]);
        var result = Finish(process, "dump");
        return new CheckpointRun(result, CriuStats.ReadFrozenMicroseconds(Path.Combine(ImageFolder, "stats-dump")), 0);
    }

    public override RestoreRun Restore(Server server, bool lazy)
    {
        var startedAt = Clock.Now;
        using var pages = lazy ? StartPageServer() : null;
        var answer = FirstAnswer.Watch(server.Port, server.Question, Patience);
        string[] how = lazy ? ["--lazy-pages"] : [];
        using var process = Start(["restore", "-D", ImageFolder, "-o", "restore.log", "--restore-detached", .. how]);
        var result = Finish(process, "restore");
        answer.Wait();
        if (pages is not null)
            Finish(pages, "lazy-pages");
        return new RestoreRun(result, startedAt, answer.Result);
    }

    /// <summary>The page server must listen before the restore begins.</summary>
    private ToolProcess StartPageServer()
    {
        var socket = Path.Combine(ImageFolder, "lazy-pages.socket");
        File.Delete(socket);
        var server = Start(["lazy-pages", "-D", ImageFolder, "-o", "lazy-pages.log"]);
        while (!File.Exists(socket) && !server.HasExited)
            ShortSleep.Microseconds(200);
        return server;
    }

    private static ToolProcess Start(IEnumerable<string> arguments) =>
        new(Repository.Path(Libraries + "/ld-linux-x86-64.so.2"), Prefix.Concat(arguments));

    private ToolResult Finish(ToolProcess process, string verb)
    {
        var result = process.Wait(Patience);
        return result.ExitCode == 0 ? result : throw Failed(verb, result, Log(verb));
    }

    private string Log(string verb)
    {
        var file = Path.Combine(ImageFolder, verb + ".log");
        var lines = File.Exists(file) ? File.ReadAllLines(file) : ["no log"];
        return string.Join("; ", lines.Where(line => line.Contains("Error", StringComparison.Ordinal)));
    }
}
