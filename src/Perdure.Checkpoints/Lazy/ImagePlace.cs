namespace Perdure.Checkpoints.Lazy;

/// <summary>Where an image is, for a process that is to open it.</summary>
/// <param name="Directory">The store.</param>
/// <param name="Stem">The image's file in it.</param>
/// <param name="Id">The checkpoint.</param>
public sealed record ImagePlace(string Directory, string Stem, string Id);
