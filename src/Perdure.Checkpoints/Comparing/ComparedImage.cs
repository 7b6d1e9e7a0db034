using Perdure.Checkpoints.Naming;
using Perdure.Checkpoints.Verifying;
using Perdure.Store;

namespace Perdure.Checkpoints.Comparing;

/// <summary>One of two checkpoints that are compared.</summary>
/// <param name="Reader">Its chunks.</param>
/// <param name="Inventory">What it says about its program.</param>
/// <param name="SymbolFiles">The symbols of its files.</param>
internal sealed record ComparedImage(ImageReader Reader, Inventory Inventory, SymbolFiles SymbolFiles);
