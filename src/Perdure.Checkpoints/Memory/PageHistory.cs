using Perdure.Store;

namespace Perdure.Checkpoints.Memory;

/// <summary>
/// What is known of the pages of a process since its last image: hashes of their blocks, one sixteenth of the memory itself, and how many patches they are made of. One thread at a time.
/// </summary>
internal sealed class PageHistory
{
    // More changed than that is worth a whole page, which ends the walk along patches as well.
    private const int MostBlocks = PatchLimits.BlocksPerPage / 2;

    // A reader walks along all patches of a page; a page that is written all the time is stored as a whole this often.
    private const int MostPatches = 40;
    private const int WindowShift = 6;
    private const int WindowPages = 1 << WindowShift;
    private readonly BlockHasher _hasher = new();
    private readonly Dictionary<ulong, Window> _windows = [];
    private readonly Dictionary<ulong, int> _changes = [];
    private readonly ulong[] _found = new ulong[PatchLimits.BlocksPerPage];
    private ulong[] _changedHashes = [];
    private byte[] _changedPatches = [];
    private IReadOnlyList<PageRun> _before = [];
    private int _runBefore;
    private long _fresh;

    /// <summary>How many pages were looked at for this image, each counted once.</summary>
    public long Pages => _fresh + _changes.Count;

    /// <summary>Begins the next image.</summary>
    /// <param name="before">Where the pages lie in the last one.</param>
    public void GoOn(IReadOnlyList<PageRun> before)
    {
        foreach (var (page, change) in _changes)
            WindowOf(page).Set((int)(page & (WindowPages - 1)), _changedHashes.AsSpan(change * PatchLimits.BlocksPerPage, PatchLimits.BlocksPerPage), _changedPatches[change]);
        ForgetAllBut(before);
        _changes.Clear();
        _fresh = 0;
        _before = before;
        _runBefore = 0;
    }

    /// <summary>Looks at a page that was written since the last image, or is not in it.</summary>
    /// <param name="page">Its number.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="changed">Which blocks differ from the last image.</param>
    /// <param name="before">A run of one page: where it lies in the last image.</param>
    public PageVerdict Look(ulong page, ReadOnlySpan<byte> content, out uint changed, out PageRun before)
    {
        _hasher.Hash(content, _found);
        var window = WindowOf(page);
        var inWindow = (int)(page & (WindowPages - 1));
        changed = 0;
        before = default;
        if (!window.IsKnown(inWindow))
        {
            window.Set(inWindow, _found, patches: 0);
            _fresh++;
            return PageVerdict.Whole;
        }

        var verdict = PageVerdict.Whole;
        if (TryFindBefore(page, out before))
        {
            changed = window.Compare(inWindow, _found);
            if (changed == 0)
                verdict = PageVerdict.Same;
            else if (System.Numerics.BitOperations.PopCount(changed) <= MostBlocks && window.PatchesOf(inWindow) < MostPatches)
                verdict = PageVerdict.Patches;
        }

        var patches = verdict switch
        {
            PageVerdict.Same => window.PatchesOf(inWindow),
            PageVerdict.Patches => (byte)(window.PatchesOf(inWindow) + 1),
            _ => (byte)0,
        };
        Note(page, patches);
        return verdict;
    }

    /// <summary>Memory that a program gives back mostly comes at other addresses the next time.</summary>
    private void ForgetAllBut(IReadOnlyList<PageRun> before)
    {
        var used = new HashSet<ulong>(_windows.Count);
        foreach (var run in before)
        {
            used.Add(run.FirstPage >> WindowShift);
            used.Add((run.EndPage - 1) >> WindowShift);
        }

        foreach (var window in _windows.Keys.Where(window => !used.Contains(window)).ToList())
            _windows.Remove(window);
    }

    private bool TryFindBefore(ulong page, out PageRun before)
    {
        // Pages come mostly in order.
        if (_runBefore >= _before.Count || _before[_runBefore].EndPage <= page || _before[_runBefore].FirstPage > page)
            _runBefore = SortedPages.FirstEndingBehind(_before, page, run => run.EndPage);
        before = default;
        if (_runBefore == _before.Count || _before[_runBefore].FirstPage > page)
            return false;
        var run = _before[_runBefore];
        before = new PageRun(page, 1, run.Chunk, run.PageInChunk + (uint)(page - run.FirstPage));
        return true;
    }

    /// <summary>A page may be looked at several times for one image: always against the last one.</summary>
    private void Note(ulong page, byte patches)
    {
        if (!_changes.TryGetValue(page, out var change))
            _changes.Add(page, change = _changes.Count);
        if (change == _changedPatches.Length)
        {
            Array.Resize(ref _changedPatches, Math.Max(1024, change * 2));
            Array.Resize(ref _changedHashes, _changedPatches.Length * PatchLimits.BlocksPerPage);
        }

        _changedPatches[change] = patches;
        _found.CopyTo(_changedHashes, change * PatchLimits.BlocksPerPage);
    }

    private Window WindowOf(ulong page)
    {
        if (!_windows.TryGetValue(page >> WindowShift, out var window))
            _windows.Add(page >> WindowShift, window = new Window());
        return window;
    }

    /// <summary>64 pages on their natural border.</summary>
    private sealed class Window
    {
        private readonly ulong[] _hashes = GC.AllocateUninitializedArray<ulong>(WindowPages * PatchLimits.BlocksPerPage);
        private readonly byte[] _patches = new byte[WindowPages];
        private ulong _known;

        public bool IsKnown(int page) => (_known >> page & 1) != 0;

        public byte PatchesOf(int page) => _patches[page];

        public void Set(int page, ReadOnlySpan<ulong> hashes, byte patches)
        {
            hashes.CopyTo(_hashes.AsSpan(page * PatchLimits.BlocksPerPage));
            _patches[page] = patches;
            _known |= 1UL << page;
        }

        public uint Compare(int page, ReadOnlySpan<ulong> hashes)
        {
            var old = _hashes.AsSpan(page * PatchLimits.BlocksPerPage, PatchLimits.BlocksPerPage);
            var changed = 0U;
            for (var block = 0; block < hashes.Length && block < old.Length; block++)
                changed |= (hashes[block] != old[block] ? 1U : 0U) << block;
            return changed;
        }
    }
}
