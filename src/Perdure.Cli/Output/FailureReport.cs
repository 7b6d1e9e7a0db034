using System.Text.Json;
using Perdure.Cli.Documents;
using Perdure.Kernel;

namespace Perdure.Cli.Output;

/// <summary>Says what went wrong: on standard error for people, and as a JSON object on standard output where JSON was asked for.</summary>
internal sealed class FailureReport(bool json, TextWriter results, TextWriter errors)
{
    internal int Report(PerdureException failure)
    {
        errors.WriteLine($"perdure: {string.Join(errors.NewLine, failure.Lines.Select(SafeText.OneLine))}");
        if (failure.Hint.Length > 0)
            errors.WriteLine($"hint: {SafeText.OneLine(failure.Hint)}");
        return Finish(failure.Message, failure.Hint, failure.ExitCode);
    }

    internal int ReportBug(Exception bug)
    {
        const string hint = "this is a bug of ours; please report it with the lines below";
        var summary = $"{bug.GetType().Name}: {bug.Message.ReplaceLineEndings(" ")}";
        errors.WriteLine($"perdure: {SafeText.OneLine(summary)}");
        errors.WriteLine($"hint: {hint}");
        foreach (var line in bug.ToString().Split('\n'))
            errors.WriteLine(SafeText.OneLine(line));
        return Finish(summary, hint, ExitCode.OwnBug);
    }

    private int Finish(string message, string hint, ExitCode exitCode)
    {
        var document = new FailureDocument(new FailureDetails(message, hint, (int)exitCode));
        try
        {
            if (json)
                results.WriteLine(JsonSerializer.Serialize(document, DocumentJson.Readable.FailureDocument));
        }
        catch (OutputLostException)
        {
            // What failed first counts, and standard error has it.
        }

        return (int)exitCode;
    }
}
