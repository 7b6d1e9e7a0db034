using System.Globalization;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Cli.Verbs;

/// <summary>perdure list.</summary>
internal sealed class ListVerb() : Verb("list", "List the checkpoints, newest first.")
{
    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        using var store = request.OpenStore();
        var checkpoints = store.List().OrderByDescending(entry => entry.Created).Select(Listed).ToList();
        request.Answer(new ListDocument(checkpoints), DocumentJson.Readable.ListDocument, Print);
        return ExitCode.Ok;
    }

    internal static ListedCheckpoint Listed(CatalogEntry entry) => new(
        entry.Id.Value, entry.Name, entry.Created, entry.RootPid, entry.Command, entry.Processes, entry.Threads, entry.MemoryBytes, entry.StoredBytes, entry.UniqueBytes);

    private static void Print(ListDocument document)
    {
        var table = new TextTable("ID", "NAME", "CREATED", "PID", "PROCESSES", "MEMORY", "STORED", "COMMAND");
        foreach (var row in document.Checkpoints)
            table.Add(
                row.Id,
                row.Name,
                row.Created.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                row.Pid.ToString(CultureInfo.InvariantCulture),
                row.Processes.ToString(CultureInfo.InvariantCulture),
                ByteSize.Format(row.MemoryBytes),
                ByteSize.Format(row.StoredBytes),
                row.Command);
        table.Print();
        if (document.Checkpoints.Count == 0 && !Console.IsErrorRedirected)
            Console.Error.WriteLine("no checkpoints yet: perdure checkpoint PID takes one");
    }
}
