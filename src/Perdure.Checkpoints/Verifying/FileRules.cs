using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Content;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Image;

namespace Perdure.Checkpoints.Verifying;

/// <summary>What must hold between the open files, the processes, and the chunks that hold content.</summary>
internal static class FileRules
{
    /// <summary>Every broken rule.</summary>
    public static IEnumerable<string> Problems(ProgramImage program, FileTable files, ChunkLengths chunks)
    {
        var pids = program.Processes.Select(process => process.Pid).ToHashSet();
        foreach (var pid in files.Tables.SelectMany(table => table.Processes).Where(pid => !pids.Contains(pid)))
            yield return $"open files belong to process {pid}, which is not there";
        foreach (var problem in IdentityProblems(files).Concat(ElsewhereProblems(program, files)))
            yield return problem;
        foreach (var (name, content) in Contents(files))
        {
            if (ContentProblem(content, chunks) is { } problem)
                yield return $"the content of {name}: {problem}";
        }
    }

    /// <summary>Each description's inode is described where its kind has it.</summary>
    private static IEnumerable<string> IdentityProblems(FileTable files)
    {
        var memory = files.MemoryFiles.Select(file => file.Identity).ToHashSet();
        var pipes = files.Pipes.Select(pipe => pipe.Identity).ToHashSet();
        var regular = files.Files.Select(file => file.Identity).ToHashSet();
        foreach (var description in files.Descriptions)
        {
            var there = description switch
            {
                RegularFileDescription => regular.Contains(description.Identity),
                MemoryFileDescription => memory.Contains(description.Identity),
                PipeDescription => pipes.Contains(description.Identity),
                _ => true,
            };
            if (!there)
                yield return $"{description.Name} (description {description.Id}) is open, but not described";
        }
    }

    private static IEnumerable<string> ElsewhereProblems(ProgramImage program, FileTable files)
    {
        var objects = program.Objects.Select(found => new Files.FileIdentity(found.Device, found.Inode)).ToHashSet();
        foreach (var file in files.Files.Where(file => file.ContentElsewhere && !objects.Contains(file.Identity)))
            yield return $"the content of {file.Path} is to be a memory object, which is not there";
        foreach (var file in files.MemoryFiles.Where(file => file.ContentElsewhere && !objects.Contains(file.Identity)))
            yield return $"the content of the memory file {file.Name} is to be a memory object, which is not there";
    }

    private static IEnumerable<(string Name, ContentRef Content)> Contents(FileTable files)
    {
        foreach (var file in files.Files.Where(file => file.Content is not null))
            yield return (file.Path, file.Content!);
        foreach (var file in files.MemoryFiles.Where(file => file.Content is not null))
            yield return ($"the memory file {file.Name}", file.Content!);
        foreach (var pipe in files.Pipes)
            foreach (var content in pipe.Content)
                yield return ($"the pipe {pipe.Identity.Inode}", content);
        foreach (var socket in files.Descriptions.OfType<UnixSocketDescription>())
            foreach (var message in socket.Queue)
                yield return ($"the queue of {socket.Name}", message.Data);
        foreach (var socket in files.Descriptions.OfType<InetSocketDescription>().Where(socket => socket.Connection is not null))
            foreach (var content in (ContentRef[])[socket.Connection!.Received, socket.Connection.Unacknowledged, socket.Connection.Unsent])
                yield return ($"the queue of {socket.Name}", content);
    }

    private static string? ContentProblem(ContentRef content, ChunkLengths chunks)
    {
        if (content.Length < 0 || (content.Inline is { } small && small.Length != content.Length))
            return $"its length {content.Length} can't be";
        var end = 0L;
        foreach (var part in content.Parts)
        {
            if (part.Chunk < 0 || part.Chunk >= chunks.Count)
                return $"chunk {part.Chunk} is not there";
            if (part.Length != chunks[part.Chunk] || part.Length is <= 0 or > ContentRef.MaxPart)
                return $"chunk {part.Chunk} has another length than {part.Length}";
            if (part.Offset < end || part.Offset > content.Length - part.Length)
                return $"the part at {part.Offset} is out of order, or behind the end";
            end = part.Offset + part.Length;
        }

        return null;
    }
}
