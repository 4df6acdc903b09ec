using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Breezeway.Annex;

namespace Breezeway.Remotes.Http;

/// <summary>
/// Which addresses may be connected to: urls come from other people, and must not lead into the network of the machine that follows them. Public ones may, and those that
/// annex.security.allowed-ip-addresses names: <c>ADDRESS</c>, <c>[ADDRESS]:PORT</c>, or <c>all</c>.
/// </summary>
public sealed class AllowedAddresses
{
    readonly bool _all;
    readonly List<(IPAddress Address, int? Port)> _named = [];

    public AllowedAddresses(string setting)
    {
        foreach (string word in setting.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == "all") { _all = true; continue; }
            int close = word.LastIndexOf(']');
            if (word[0] == '[' && close > 0 && IPAddress.TryParse(word[1..close], out var inBrackets))
            {
                if (close == word.Length - 1) _named.Add((inBrackets, null));
                else if (word[close + 1] == ':' && int.TryParse(word[(close + 2)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port)) _named.Add((inBrackets, port));
            }
            else if (IPAddress.TryParse(word, out var plain)) _named.Add((plain, null));
        }
    }

    public static AllowedAddresses Of(AnnexRepository repository) =>
        new(repository.Config.Get("annex.security.allowed-ip-addresses") ?? repository.Config.Get("annex.security.allowed-http-addresses") ?? "");

    public bool Allows(IPAddress address, int port) => _all || IsPublic(address) || _named.Exists(n => n.Address.Equals(address) && (n.Port is null || n.Port == port));

    /// <summary>Not of this machine, not of a private network, not of any special use. Addresses that wrap another one are as good as that.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var b = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork) return IsPublic4(b);
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        if (b.AsSpan(0, 12).SequenceEqual(s_mapped) || b.AsSpan(0, 12).SequenceEqual(s_translated)) return IsPublic4(b.AsSpan(12));
        if (b[0] == 0x20 && b[1] == 0x02) return IsPublic4(b.AsSpan(2, 4));   // 6to4
        // what is global unicast now; documentation and Teredo are not
        return (b[0] & 0xe0) == 0x20 && !(b[0] == 0x20 && b[1] == 0x01 && ((b[2] == 0x0d && b[3] == 0xb8) || (b[2] & 0xfe) == 0));
    }

    static readonly byte[] s_mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], s_translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    static bool IsPublic4(ReadOnlySpan<byte> b) => b switch
    {
        [0 or 10 or 127 or >= 224, ..] => false,
        [100, >= 64 and <= 127, ..] => false,
        [169, 254, ..] => false,
        [172, >= 16 and <= 31, ..] => false,
        [192, 168, ..] or [192, 0, 0 or 2, ..] or [192, 88, 99, ..] => false,
        [198, 18 or 19, ..] or [198, 51, 100, ..] or [203, 0, 113, ..] => false,
        _ => true,
    };
}
