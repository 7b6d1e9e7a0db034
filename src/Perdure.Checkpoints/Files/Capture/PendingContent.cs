using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Capture;

/// <summary>
/// The content of a file without a name: a small one is read at once, while the processes stand still; a large one afterwards by a description of our own,
/// so that nothing of the program's is held or moved.
/// </summary>
internal sealed class PendingContent : IDisposable
{
    private readonly SafeFileHandle _own;
    private readonly FileStatus _status;
    private readonly MemorySink? _read;
    private readonly ContentRef? _content;

    private PendingContent(SafeFileHandle own, FileStatus status, MemorySink? read, ContentRef? content)
    {
        _own = own;
        _status = status;
        _read = read;
        _content = content;
    }

    /// <summary>Begins; reads small content. The errno when the file can't be opened for reading.</summary>
    public static KernelResult<PendingContent> Begin(OpenFile file, CaptureContext context)
    {
        var own = FileCalls.Reopen(file.Handle, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!own.Ok)
            return KernelResult.Failure<PendingContent>(own.Error);
        if (!context.Peek || context.StoppedBytes + file.Status.Size > context.Options.StoppedReadLimit)
            return KernelResult.Success(new PendingContent(own.Value, file.Status, null, null));
        context.StoppedBytes += file.Status.Size;
        var sink = new MemorySink();
        var content = ContentWriter.Keep(own.Value, file.Status.Size, sink);
        return KernelResult.Success(new PendingContent(own.Value, file.Status, sink, content.Ok ? content.Value : null));
    }

    /// <summary>Writes the content to the image; notes when it changed since the processes stood still.</summary>
    public ContentRef Complete(string name, IContentSink sink, List<string> notes)
    {
        if (_read is not null && _content is not null)
            return _read.MoveTo(sink, _content);
        var content = ContentWriter.Keep(_own, _status.Size, sink).OrThrow($"read {name}");
        var now = FileCalls.Status(_own);
        if (!now.Ok || now.Value.Size != _status.Size || now.Value.ModifiedNanoseconds != _status.ModifiedNanoseconds)
            notes.Add($"{name} was written while it was copied; its content is a little younger than the checkpoint");
        return content;
    }

    public void Dispose() => _own.Dispose();
}
