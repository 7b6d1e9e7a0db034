using System.CommandLine;
using System.CommandLine.Invocation;
using Perdure.Cli.Configuration;
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
            var parse = Parse(CommandTree.Build(), arguments is [] ? ["--help"] : arguments);
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

    /// <summary>A file of options becomes part of the command line before anything is judged: what lacks there may be in the file.</summary>
    private static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments)
    {
        var parse = root.Parse(arguments);
        var merged = ConfigFile.Merge(arguments, parse);
        return ReferenceEquals(merged, arguments) ? parse : root.Parse(merged);
    }
}
