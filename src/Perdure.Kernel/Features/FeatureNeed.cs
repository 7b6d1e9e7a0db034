namespace Perdure.Kernel.Features;

/// <summary>How much a feature matters.</summary>
public enum FeatureNeed
{
    /// <summary>Without it nothing works.</summary>
    Required,

    /// <summary>Without it something named doesn't work, or works less well.</summary>
    NeededFor,

    /// <summary>Nice to have.</summary>
    Optional,
}
