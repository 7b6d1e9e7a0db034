using Perdure.Cli.Documents;
using Perdure.Cli.Options;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Supervision;

namespace Perdure.Cli.Verbs;

/// <summary>perdure stop.</summary>
internal sealed class StopVerb : Verb
{
    private const int LookMilliseconds = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly ProgramArgument _program = new();

    internal StopVerb()
        : base("stop", "End the supervision of a program; the program itself goes on.") => Add(_program);

    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var program = ControlClient.Find(request.Get(_program), AbandonedPrograms.Explain(request));
        var status = ControlClient.Ask(new Pid(program.Pid), ControlVerb.Stop);
        // It may be in the middle of a checkpoint, which it ends first.
        for (var deadline = DateTime.UtcNow + s_patience; SupervisorFolder.Has(new Pid(program.Pid)) && DateTime.UtcNow < deadline;)
            Thread.Sleep(LookMilliseconds);
        request.Answer(status, DocumentJson.Readable.ProgramStatus, Print, $"process {status.Pid} is not supervised any more");
        return ExitCode.Ok;
    }

    private static void Print(ProgramStatus status) =>
        Console.Out.WriteLine($"{SafeText.OneLine(status.Name)}: process {status.Pid} goes on without a supervisor; {Count.Of(status.Checkpoints, "checkpoint")} of it in {SafeText.OneLine(status.Store)}");
}
