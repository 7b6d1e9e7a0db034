using System.CommandLine;
using System.CommandLine.Invocation;
using Perdure.Cli.Output;
using Perdure.Kernel;

namespace Perdure.Cli;

/// <summary>The tool: parses, runs one verb, turns whatever went wrong into a message and an exit code.</summary>
internal static class CommandLine
{
    // The actions are synchronous and answer Ctrl-C themselves where it matters; the library's own handling would race them.
    private static readonly InvocationConfiguration Configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    internal static int Run(IReadOnlyList<string> arguments)
    {
        StandardFiles.Take();
        // Not by the parser: a failure of the parser is to be told as well. No option takes a value that begins so.
        var failures = new FailureReport(arguments.Contains("--json"), Console.Out, Console.Error);
        try
        {
            var parse = CommandTree.Build().Parse(arguments is [] ? ["--help"] : arguments);
            return parse.Action is ParseErrorAction ? failures.Report(UsageMistake.In(parse)) : parse.Invoke(Configuration);
        }
        catch (PerdureException foreseen)
        {
            return failures.Report(foreseen);
        }
        catch (OutputLostException lost)
        {
            return lost.ReaderLeft ? (int)ExitCode.Failed : failures.Report(lost.After(""));
        }
        catch (Exception bug)
        {
            return failures.ReportBug(bug);
        }
    }
}
