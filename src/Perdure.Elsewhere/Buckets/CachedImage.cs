using Perdure.Store.Transfer;

namespace Perdure.Elsewhere.Buckets;

/// <summary>An image of a bucket, here.</summary>
/// <param name="Stem">Its stem there.</param>
/// <param name="File">Its file here.</param>
/// <param name="Outline">What is known of it.</param>
internal sealed record CachedImage(string Stem, string File, ImageOutline Outline);
