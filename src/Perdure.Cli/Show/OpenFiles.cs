using Perdure.Checkpoints.Files.InetSockets;
using Perdure.Checkpoints.Files.Records;
using Perdure.Cli.Output;

namespace Perdure.Cli.Show;

/// <summary>The open files of the processes of a checkpoint.</summary>
internal sealed class OpenFiles(FileTable? table)
{
    /// <summary>Adds those of one process; of a table that several processes share, each shows it.</summary>
    internal void AddTo(Branch process, int pid)
    {
        if (table?.Tables.FirstOrDefault(candidate => candidate.Processes.Contains(pid)) is not { } own)
            return;
        var shared = own.Processes.Count > 1 ? $", one table with {string.Join(", ", own.Processes.Where(other => other != pid))}" : "";
        var branch = process.Add(Count.Of(own.Descriptors.Count, "open file") + shared);
        foreach (var descriptor in own.Descriptors)
            branch.Add($"{descriptor.Fd} {Describe(table, descriptor.Description)}");
    }

    private static string Connection(FileDescription description)
    {
        if (description is not InetSocketDescription { State: InetSocketState.Established or InetSocketState.Closed } socket)
            return "";
        var fate = socket switch
        {
            { Connection.IsHeld: true } => "lives on, while packets are held back",
            { Connection: not null } => "lives on",
            { WhyClosed: { } reason } => $"is closed by a restore, as {reason}",
            _ => "is closed by a restore",
        };
        return $" connection {InetAddress.Show(socket.Address)} to {InetAddress.Show(socket.PeerAddress)} {fate}";
    }

    private static string Describe(FileTable table, int id)
    {
        var description = table.Descriptions.First(candidate => candidate.Id == id);
        var access = (description.Reads, description.Writes) switch
        {
            (true, true) => "read, write",
            (true, false) => "read",
            (false, true) => "write",
            _ => "no access",
        };
        return $"{description.Name} ({access}{(description.Offset > 0 ? $", at {description.Offset}" : "")}){Connection(description)}{Content(table, description)}";
    }

    private static string Content(FileTable table, FileDescription description)
    {
        var file = description is RegularFileDescription ? table.Files.FirstOrDefault(candidate => candidate.Identity == description.Identity) : null;
        return file switch
        {
            { Content: { } content } => $", content kept: {ByteSize.Format(content.Length)}, {ByteSize.Format(content.Inline?.Length ?? content.Parts.Sum(static part => (long)part.Length))} of it data",
            { WhyNoContent: { } reason } => $", content not kept: {SafeText.OneLine(reason)}",
            _ => "",
        };
    }
}
