using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Whole;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Files;

/// <summary>A host process with descriptors of the test's choice, their capture, and their restore into this process.</summary>
internal sealed class HostedFiles : IDisposable
{
    private readonly FileHost _host;
    private readonly ChunkList _chunks = new();
    private FileTable? _table;
    private FileRestorer? _restorer;

    public HostedFiles() => _host = FileHost.Start(Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("perdure-files-").FullName;

    public FileTable Table => _table!;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Open(int fd, string name, OpenFlags flags) => Put(fd, FileCalls.Open(PathOf(name), flags, 0x1a4).OrThrow($"open {name}"));

    /// <summary>Gives the host a descriptor; ours is closed.</summary>
    public void Put(int fd, SafeFileHandle handle)
    {
        _host.Take([new RestoredDescriptor(fd, handle, false)], []);
        handle.Dispose();
    }

    public FileCheck Check() => FileCapture.Check([_host.Pid], new FileCaptureOptions());

    /// <summary>Captures the host's files and ends it.</summary>
    public void CaptureAndEnd(bool skipUnsupported = false)
    {
        using (var captured = FileCapture.Capture([_host.Pid], new FileCaptureOptions { SkipUnsupported = skipUnsupported }))
        {
            var table = FileTableJson.Decode(FileTableJson.Encode(captured.Complete(_chunks)));
            var one = Assert.Single(table.Tables);
            _table = table with { Tables = [one with { Descriptors = [.. one.Descriptors.Where(static entry => entry.Fd != FileHost.Control)] }] };
        }
        _host.Dispose();
    }

    public FileRestorer Restore(ChangedFiles changed = ChangedFiles.Refuse)
    {
        _restorer?.Dispose();
        _restorer = new FileRestorer(Table, _chunks, new FileRestoreOptions { Changed = changed });
        _restorer.CreateTerminals();
        _restorer.Create();
        return _restorer;
    }

    /// <summary>The restored descriptor of a number.</summary>
    public SafeFileHandle At(int fd) => _restorer!.DescriptorsOf(new Pid(Table.Tables[0].Processes[0])).Single(entry => entry.Fd == fd).Handle;

    public string ReadAt(int fd, long offset = 0)
    {
        var bytes = new byte[4096];
        return System.Text.Encoding.UTF8.GetString(bytes, 0, (int)FileCalls.ReadAt(At(fd), bytes, offset).OrThrow("read"));
    }

    public void Dispose()
    {
        _restorer?.Dispose();
        _host.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
