namespace Perdure.Checkpoints.Files.Journal;

/// <summary>What a series of checkpoints remembers of the files that the program writes, so that only what changed is read and stored. Used by one thread at a time.</summary>
internal sealed class FileJournal
{
    private readonly HashSet<ulong> _withoutClones = [];
    private readonly HashSet<FileIdentity> _patched = [];
    private Dictionary<FileIdentity, JournaledFile> _files = [];

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => _files.Count == 0;

    /// <summary>What the last checkpoint has of a file.</summary>
    public JournaledFile? Find(FileIdentity identity) => _files.GetValueOrDefault(identity);

    /// <summary>The next checkpoint is on disk: this is what it has.</summary>
    public void Become(Dictionary<FileIdentity, JournaledFile> files) => _files = files;

    /// <summary>Nothing is known any more.</summary>
    public void Clear() => _files = [];

    /// <summary>Whether a file that seemed to be only appended to was found changed in its midst.</summary>
    public bool IsPatched(FileIdentity identity) => _patched.Contains(identity);

    /// <summary>It was.</summary>
    public void LearnPatched(FileIdentity identity) => _patched.Add(identity);

    /// <summary>Whether a device may be able to clone files.</summary>
    public bool MayClone(ulong device) => !_withoutClones.Contains(device);

    /// <summary>A device can't.</summary>
    public void LearnNoClones(ulong device) => _withoutClones.Add(device);
}
