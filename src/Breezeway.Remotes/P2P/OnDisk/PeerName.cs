using Breezeway.Annex;

namespace Breezeway.Remotes.P2P.OnDisk;

/// <summary>What a peer calls its repository names a directory of ours (annex/transfer): anything but a plain name is made one.</summary>
static class PeerName
{
    const int Longest = 100;

    internal static Uuid Of(Uuid claimed)
    {
        string text = claimed.Value ?? "";
        string plain = new([.. text.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_')]);
        // annex/transfer/download/lck is something else
        return new(plain is "" or "lck" ? "unknown" : plain);
    }
}
