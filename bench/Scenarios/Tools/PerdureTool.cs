using System.Text.Json;
using Perdure.Kernel;
using Perdure.Scenarios.Probes;
using Perdure.Scenarios.Servers;

namespace Perdure.Scenarios.Tools;

/// <summary>The tool under test, run as a user runs it: the shipped binary, with --json. Each checkpoint goes to an empty store.</summary>
internal sealed class PerdureTool(string imageFolder, string binary) : Tool(imageFolder)
{
    private string _checkpoint = "";

    public override string Name => "perdure";

    public override string Version => $"perdure {Shell.RunOr($"'{binary}' --version", "not built")}";

    public override CheckpointRun Checkpoint(Server server, bool leaveRunning)
    {
        using var process = Start("checkpoint", $"{server.Pid}", leaveRunning ? "--leave-running" : "--kill");
        var (result, answer) = Finish(process, "checkpoint");
        _checkpoint = answer.GetProperty("id").GetString() ?? "";
        return new CheckpointRun(result, answer.GetProperty("pauseMicroseconds").GetInt64(), answer.GetProperty("storedBytes").GetInt64());
    }

    public override RestoreRun Restore(Server server, bool lazy)
    {
        string[] how = lazy ? ["--lazy"] : [];
        var startedAt = Clock.Now;
        var firstAnswer = FirstAnswer.Watch(server.Port, server.Question, Patience);
        using var process = Start(["restore", _checkpoint, "--detach", "--pid", "same", .. how]);
        var (result, _) = Finish(process, "restore");
        firstAnswer.Wait();
        return new RestoreRun(result, startedAt, firstAnswer.Result);
    }

    /// <summary>Only the checkpoint goes; the store stays, as it does with a user, so that its making is not measured each time.</summary>
    public override void Forget()
    {
        if (!File.Exists(Path.Combine(ImageFolder, "catalog.db")))
        {
            base.Forget();
            _ = Shell.RunOr($"'{binary}' list --store '{ImageFolder}' >/dev/null", "");
        }
        else if (_checkpoint.Length > 0)
        {
            AwaitBackgroundWork();
            Shell.Run($"'{binary}' delete {_checkpoint} --store '{ImageFolder}' >/dev/null");
        }

        _checkpoint = "";
    }

    /// <summary>Large images are compressed after the fact, by a process of its own.</summary>
    public override void AwaitBackgroundWork()
    {
        var deadline = Clock.After(Clock.Now, Patience);
        while (Daemon.Find("compact", ImageFolder).Any())
        {
            if (Clock.Now > deadline)
                throw new PerdureException($"perdure still compresses {_checkpoint} in the background");
            Thread.Sleep(20);
        }
    }

    private ToolProcess Start(params string[] arguments) => File.Exists(binary)
        ? new ToolProcess(binary, [.. arguments, "--store", ImageFolder, "--json"])
        : throw new PerdureException($"there is no {binary}", "build it: ./perdure --version");

    private (ToolResult Result, JsonElement Answer) Finish(ToolProcess process, string verb)
    {
        var result = process.Wait(Patience);
        if (result.ExitCode != 0)
            throw Failed(verb, result, result.Errors);
        using var document = JsonDocument.Parse(result.Output);
        return (result, document.RootElement.Clone());
    }
}
