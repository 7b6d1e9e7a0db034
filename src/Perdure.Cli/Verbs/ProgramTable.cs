using System.Globalization;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;

namespace Perdure.Cli.Verbs;

/// <summary>Supervised programs as a table.</summary>
internal static class ProgramTable
{
    internal static void Print(ProgramsDocument document)
    {
        var table = new TextTable("NAME", "PID", "EVERY", "CHECKPOINTS", "LAST", "AT", "PAUSE", "FAILED", "COMMAND");
        foreach (var row in document.Programs)
            table.Add(
                row.Name,
                Number(row.Pid),
                row.IntervalSeconds is { } seconds ? Duration.Format(TimeSpan.FromSeconds(seconds)) : "-",
                Number(row.Checkpoints),
                row.LastCheckpoint.Length > 0 ? row.LastCheckpoint : "-",
                row.LastAt is { } at ? at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture) : "-",
                row.LastAt is null ? "-" : Duration.Format(row.LastPauseMicroseconds),
                Number(row.Failures),
                row.Command);
        table.Print();
        foreach (var one in document.Abandoned)
            Console.Error.WriteLine($"process {one.Pid} ('{SafeText.OneLine(one.Name)}') goes on, but its supervisor has gone: {SafeText.OneLine(AbandonedPrograms.Advice(one))}");
        if (document.Programs.Count + document.Abandoned.Count == 0 && !Console.IsErrorRedirected)
            Console.Error.WriteLine("no program is supervised: perdure run and perdure attach do that");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
