using System.Text.Json;
using Perdure.Kernel;
using Perdure.Scenarios.Servers;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.History;

/// <summary>`perdure attach` on a server that runs, with a store and a folder of supervisors of its own.</summary>
internal sealed class Supervision : IDisposable
{
    public const string Name = "bench";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _binary;
    private readonly ToolProcess _process;

    public Supervision(string binary, string folder, Server server, params string[] options)
    {
        _binary = binary;
        Store = Path.Combine(folder, "store");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        Environment.SetEnvironmentVariable("PERDURE_STORE", Store);
        Environment.SetEnvironmentVariable("PERDURE_RUN", Path.Combine(folder, "run"));
        _process = new ToolProcess(binary, ["attach", $"{server.Pid}", "--name", Name, .. options]);
    }

    public string Store { get; }

    /// <summary>Waits until the server is supervised.</summary>
    public void AwaitBegin()
    {
        for (var deadline = Clock.After(Clock.Now, Patience); Ask("status", Name) != 0; Thread.Sleep(20))
        {
            if (Clock.Now > deadline)
                throw new PerdureException("the supervision has not begun");
        }
    }

    /// <summary>Takes a checkpoint at once.</summary>
    public void Checkpoint()
    {
        if (Ask("checkpoint", Name) != 0)
            throw new PerdureException("the supervisor has taken no checkpoint");
    }

    /// <summary>What the journal says of all checkpoints so far.</summary>
    public List<HistoryEvent> Events()
    {
        using var process = new ToolProcess(_binary, ["events", Name, "--json"]);
        var result = process.Wait(Patience);
        if (result.ExitCode != 0)
            throw new PerdureException($"perdure events failed: {result.Errors}");
        using var document = JsonDocument.Parse(result.Output);
        return
        [
            .. document.RootElement.GetProperty("events").EnumerateArray()
                .Select(one => HistoryEvent.TryParse(one.GetProperty("text").GetString() ?? "")).OfType<HistoryEvent>(),
        ];
    }

    private int Ask(params string[] words)
    {
        using var process = new ToolProcess(_binary, words);
        return process.Wait(Patience).ExitCode;
    }

    public void Dispose()
    {
        using (var stop = new ToolProcess(_binary, ["stop", Name]))
            stop.Wait(Patience);
        PeakMemoryBytes = _process.Wait(Patience).PeakMemoryBytes;
        _process.Dispose();
    }

    /// <summary>Known once it is disposed.</summary>
    public long PeakMemoryBytes { get; private set; }
}
