using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>A supervisor in the background: perdure once more, without --detach, in a session of its own.</summary>
internal static class DetachedSupervisor
{
    private const string DetachOption = "--detach";
    private const string ConfigOption = "--config";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Starts it, and waits until it supervises.</summary>
    internal static ExitCode Start(Request request)
    {
        var started = Spawn.StartApart(OwnProgram.Path, OwnProgram.Arguments([.. InForeground(request.Words)]), OwnProgram.Environment()).OrThrow("start a supervisor");
        for (var deadline = DateTime.UtcNow + s_patience; DateTime.UtcNow < deadline; Thread.Sleep(5))
        {
            if (ControlClient.All().FirstOrDefault(program => program.Supervisor == started.Value) is { } status)
            {
                request.Answer(new ProgramsDocument([status], []), DocumentJson.Readable.ProgramsDocument, ProgramTable.Print, $"process {status.Pid} is supervised");
                return ExitCode.Ok;
            }

            if (Wait.Poll(started.Leader) is { Ok: true, Value: not null })
                throw new PerdureException("the supervisor in the background has ended at once", $"without {DetachOption} it says why");
        }

        throw new PerdureException("the supervisor in the background does not answer", "perdure ps shows it if it comes later");
    }

    /// <summary>The same command line, the file of options read into it already, that is not to detach once more.</summary>
    private static List<string> InForeground(IReadOnlyList<string> words)
    {
        var result = words.ToList();
        result.RemoveAt(result.IndexOf(DetachOption));
        var at = result.IndexOf(ConfigOption);
        var end = result.IndexOf("--");
        if (at >= 0 && (end < 0 || at < end))
            result.RemoveRange(at, 2);
        return result;
    }
}
