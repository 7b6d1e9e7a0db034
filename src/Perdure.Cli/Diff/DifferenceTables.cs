using System.Globalization;
using Perdure.Checkpoints.Comparing;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;

namespace Perdure.Cli.Diff;

/// <summary>What differs between two checkpoints, a table for each kind of thing of which anything does.</summary>
internal static class DifferenceTables
{
    internal static void Print(DiffDocument document)
    {
        var processes = document.Processes;
        TitledTable[] tables = [Processes(processes), Threads(processes), Mappings(processes), Files(processes), Memory(processes), Variables(processes)];
        var isFirst = true;
        foreach (var table in tables.Where(table => !table.IsEmpty))
        {
            table.Print(isFirst);
            isFirst = false;
        }

        if (isFirst)
            Console.Out.WriteLine("no differences");
        foreach (var note in document.Notes)
            Console.Error.WriteLine($"note: {SafeText.OneLine(note)}");
    }

    private static TitledTable Processes(IReadOnlyList<ProcessDifference> processes)
    {
        var table = new TitledTable("processes", "PID", "CHANGE", "STATE", "COMMAND");
        foreach (var process in processes.Where(process => process.Kind != DifferenceKind.Same))
            table.Add(Number(process.Pid), Word(process.Kind), Both(process.Before?.State, process.After?.State), Both(process.Before?.Command, process.After?.Command));
        return table;
    }

    private static TitledTable Threads(IReadOnlyList<ProcessDifference> processes)
    {
        var table = new TitledTable("threads", "PID", "TID", "CHANGE", "NAME");
        foreach (var (process, thread) in processes.SelectMany(process => process.Threads.Select(thread => (process, thread))))
            table.Add(Number(process.Pid), Number(thread.Tid), Word(thread.Kind), thread.Name);
        return table;
    }

    private static TitledTable Mappings(IReadOnlyList<ProcessDifference> processes)
    {
        var table = new TitledTable("mappings", "PID", "CHANGE", "REGION", "SIZE", "ACCESS", "MAPPING");
        foreach (var (process, mapping) in processes.SelectMany(process => process.Mappings.Select(mapping => (process, mapping))))
        {
            var (old, now) = (mapping.Before, mapping.After);
            table.Add(Number(process.Pid), Word(mapping.Kind), Both(old?.Region, now?.Region), Both(Size(old), Size(now)), Both(old?.Access, now?.Access), Both(old?.Name, now?.Name));
        }

        return table;
    }

    private static TitledTable Files(IReadOnlyList<ProcessDifference> processes)
    {
        var table = new TitledTable("open files", "PID", "FD", "CHANGE", "KIND", "OFFSET", "FILE");
        foreach (var (process, file) in processes.SelectMany(process => process.Files.Select(file => (process, file))))
        {
            var (old, now) = (file.Before, file.After);
            var change = file.Kind switch
            {
                DifferenceKind.New => "opened",
                DifferenceKind.Gone => "closed",
                var kind => Word(kind),
            };
            table.Add(Number(process.Pid), Number(file.Fd), change, Both(old?.Kind, now?.Kind), Both(Offset(old), Offset(now)), Both(old?.Name, now?.Name));
        }

        return table;
    }

    private static TitledTable Memory(IReadOnlyList<ProcessDifference> processes)
    {
        var table = new TitledTable("memory", "PID", "REGION", "PAGES", "BYTES", "UNKNOWN", "MAPPING");
        foreach (var (process, memory) in processes.SelectMany(process => process.Memory.Select(memory => (process, memory))))
            table.Add(Number(process.Pid), memory.Region, Number(memory.Pages), Number(memory.Bytes), memory.UnknownPages == 0 ? "" : Number(memory.UnknownPages), memory.Name);
        return table;
    }

    private static TitledTable Variables(IReadOnlyList<ProcessDifference> processes)
    {
        var table = new TitledTable("variables", "PID", "ADDRESS", "SIZE", "BYTES", "VALUE", "VARIABLE", "MAPPING");
        foreach (var process in processes)
        {
            foreach (var (memory, symbol) in process.Memory.SelectMany(memory => memory.Symbols.Select(symbol => (memory, symbol))))
            {
                var value = Both(VariableValue.Format(symbol.Before), VariableValue.Format(symbol.After));
                table.Add(Number(process.Pid), symbol.Address.ToString("x", CultureInfo.InvariantCulture), Number((long)symbol.Size), Number(symbol.Bytes), value, symbol.Name, memory.Name);
            }
        }

        return table;
    }

    private static string Word(DifferenceKind kind) => kind.ToString().ToLowerInvariant();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Size(MappingSummary? mapping) => mapping is null ? null : ByteSize.Format(mapping.Bytes);

    private static string? Offset(OpenFileSummary? file) => file is null ? null : Number(file.Offset);

    /// <summary>One text if it is the same before and after, or there is but one; else both.</summary>
    private static string Both(string? old, string? now) => old is null || now is null || old == now ? now ?? old ?? "" : $"{old} -> {now}";
}
