namespace Perdure.Kernel.Features;

/// <summary>One feature of the kernel, as it is here and now for this user.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Whether it works.</param>
/// <param name="Need">How much it matters.</param>
/// <param name="For">What it is needed for.</param>
/// <param name="Detail">What the probe saw: a number, an errno; may be empty.</param>
/// <param name="Hint">How to get it; empty when it is there.</param>
public sealed record KernelFeature(string Name, FeatureState State, FeatureNeed Need, string For, string Detail, string Hint)
{
    /// <summary>A feature by the errno of a call that uses it.</summary>
    internal static KernelFeature ByErrno(string name, Errno error, FeatureNeed need, string use, string hint)
    {
        var state = error switch
        {
            Errno.None => FeatureState.Present,
            Errno.EPERM or Errno.EACCES => FeatureState.NotPermitted,
            _ => FeatureState.Absent,
        };
        return new KernelFeature(name, state, need, use, error == Errno.None ? "" : error.ToString(), state == FeatureState.Present ? "" : hint);
    }

    /// <summary>A feature that is there or not.</summary>
    internal static KernelFeature ByFact(string name, bool present, FeatureNeed need, string use, string detail, string hint) =>
        new(name, present ? FeatureState.Present : FeatureState.Absent, need, use, detail, present ? "" : hint);
}
