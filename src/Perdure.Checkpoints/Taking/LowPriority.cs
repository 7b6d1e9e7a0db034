using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Taking;

/// <summary>While it lasts the calling thread stands behind the program, and everybody else; if it may come back from there, which takes a right.</summary>
internal sealed class LowPriority : IDisposable
{
    private const int Nice = 10;
    private static readonly Tid s_self = new(0);
    private readonly int _ordinary = Scheduling.GetNice(s_self).Or(0);
    private readonly bool _isBehind;

    public LowPriority()
    {
        // Whoever may not rise by one may not come back either, and the pause must not stand behind anybody.
        _isBehind = Scheduling.SetNice(s_self, _ordinary - 1).Ok;
        if (_isBehind)
            _ = Scheduling.SetNice(s_self, Nice);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isBehind)
            _ = Scheduling.SetNice(s_self, _ordinary);
    }
}
