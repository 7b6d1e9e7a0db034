using Perdure.Checkpoints.Files.Capture;
using Perdure.Checkpoints.Files.Records;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Pipes;

/// <summary>Pipes and fifos.</summary>
internal static class PipeSaver
{
    private const string Deleted = " (deleted)";

    public static FileDescription Save(FoundDescription found, CaptureContext context)
    {
        var file = found.First;
        var path = file.Link[0] == '/' && !file.Link.EndsWith(Deleted, StringComparison.Ordinal) ? file.Link : null;
        if (file.Link[0] != '/' && OtherEndIsOutside(file, context) && !context.HasHiddenDescriptors)
            return External(found, context);
        if (!context.Pipes.ContainsKey(file.Identity))
            context.Pipes.Add(file.Identity, Look(file, path, context));
        return new PipeDescription { Id = found.Id, Name = file.Link, Flags = file.Flags, Path = path };
    }

    /// <summary>Only one of the ends is in the tree, and the kernel says that the other one is still open somewhere.</summary>
    private static bool OtherEndIsOutside(OpenFile file, CaptureContext context)
    {
        var (reads, writes) = (false, false);
        foreach (var other in context.Of(file.Identity))
        {
            var access = other.First.Flags & OpenFlags.O_ACCMODE;
            reads |= access != OpenFlags.O_WRONLY;
            writes |= access != OpenFlags.O_RDONLY;
        }
        if (reads && writes)
            return false;
        var state = DescriptorCalls.Poll(file.Handle, PollEvents.POLLIN | PollEvents.POLLOUT).Or(PollEvents.None);
        return reads ? (state & PollEvents.POLLHUP) == 0 : (state & PollEvents.POLLERR) == 0;
    }

    private static FileDescription External(FoundDescription found, CaptureContext context)
    {
        if (StandardStreams.NumberOf(found) is not { } standard)
            return UnsupportedSaver.Save(found, context, "a pipe to a process that is not part of the checkpoint");
        context.Note(StandardStreams.NoteOf(standard, "a pipe to a process outside"));
        return new ExternalStreamDescription { Id = found.Id, Name = found.First.Link, Flags = found.First.Flags, Standard = standard };
    }

    private static PendingPipe Look(OpenFile file, string? path, CaptureContext context)
    {
        var ends = context.Of(file.Identity);
        var reader = ends.FirstOrDefault(static end => end.First.Reads)?.First;
        var packets = ends.Any(static end => (end.First.Flags & OpenFlags.O_DIRECT) != 0);
        var pipe = new SavedPipe
        {
            Identity = file.Identity,
            Capacity = PipeCalls.GetCapacity(file.Handle).OrThrow("ask for the capacity of a pipe"),
            Packets = packets,
            Path = path,
        };
        return new PendingPipe(pipe, context.Peek && reader is not null ? PipeContent.Peek(reader.Handle, pipe.Capacity, packets) : []);
    }
}
