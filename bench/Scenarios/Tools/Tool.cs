using Perdure.Kernel;
using Perdure.Scenarios.Servers;

namespace Perdure.Scenarios.Tools;

/// <summary>
/// A checkpointer under measurement. It keeps at most one checkpoint at a time, in a folder of its own that <see cref="Forget"/> empties.
/// </summary>
internal abstract class Tool
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    protected Tool(string imageFolder)
    {
        ImageFolder = imageFolder;
        Forget();
        Undo.Add(() => Directory.Delete(imageFolder, recursive: true));
    }

    public abstract string Name { get; }

    public abstract string Version { get; }

    /// <summary>Where the bytes of the checkpoint lie.</summary>
    public string ImageFolder { get; }

    /// <summary>Takes a checkpoint of the server and its children; they run on, or are killed.</summary>
    public abstract CheckpointRun Checkpoint(Server server, bool leaveRunning);

    /// <summary>Brings the checkpoint back, with the same pids. The server must be gone.</summary>
    public abstract RestoreRun Restore(Server server, bool lazy);

    /// <summary>Waits for what the tool goes on doing after its exit, so that it disturbs nobody's measurement.</summary>
    public virtual void AwaitBackgroundWork()
    {
    }

    /// <summary>Removes the checkpoint, so that the next one is a first one.</summary>
    public virtual void Forget()
    {
        if (Directory.Exists(ImageFolder))
            Directory.Delete(ImageFolder, recursive: true);
        Directory.CreateDirectory(ImageFolder);
    }

    protected PerdureException Failed(string verb, ToolResult result, string details) =>
        new($"{Name} {verb} failed with exit code {result.ExitCode}: {details.Trim().ReplaceLineEndings("; ")}");
}
