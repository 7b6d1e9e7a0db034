using System.Text.Json;
using Perdure.Cli.Documents;
using Perdure.Kernel;

namespace Perdure.Cli.Output;

/// <summary>Says what went wrong: on standard error for people, and as a JSON object on standard output where JSON was asked for.</summary>
internal sealed class FailureReport(bool json, TextWriter results, TextWriter errors)
{
    internal int Report(PerdureException failure)
    {
        errors.WriteLine($"perdure: {failure.Message}");
        if (failure.Hint.Length > 0)
            errors.WriteLine($"hint: {failure.Hint}");
        return Finish(failure.Message, failure.Hint, failure.ExitCode);
    }

    internal int ReportBug(Exception bug)
    {
        const string hint = "this is a bug of ours; please report it with the lines below";
        var summary = $"{bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")}";
        errors.WriteLine($"perdure: {summary}");
        errors.WriteLine($"hint: {hint}");
        errors.WriteLine(bug.ToString());
        return Finish(summary, hint, ExitCode.OwnBug);
    }

    private int Finish(string message, string hint, ExitCode exitCode)
    {
        var document = new FailureDocument(new FailureDetails(message, hint, (int)exitCode));
        if (json)
            results.WriteLine(JsonSerializer.Serialize(document, DocumentJson.Readable.FailureDocument));
        return (int)exitCode;
    }
}
