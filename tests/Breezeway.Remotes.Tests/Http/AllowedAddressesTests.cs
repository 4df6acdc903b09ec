using System.Net;
using Breezeway.Remotes.Http;

namespace Breezeway.Remotes.Tests.Http;

public sealed class AllowedAddressesTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.0.1")]
    [InlineData("192.167.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Public_addresses_may_be_connected_to(string address) => Assert.True(new AllowedAddresses("").Allows(IPAddress.Parse(address), 80));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:0001::1")]
    [InlineData("2001:0:1::1")]
    public void Others_may_not(string address) => Assert.False(new AllowedAddresses("").Allows(IPAddress.Parse(address), 80));

    [Fact]
    public void Named_ones_may()
    {
        var some = new AllowedAddresses("127.0.0.1 [::1]:8080  nonsense [10.0.0.1]");
        Assert.True(some.Allows(IPAddress.Parse("127.0.0.1"), 1));
        Assert.True(some.Allows(IPAddress.Parse("::1"), 8080));
        Assert.False(some.Allows(IPAddress.Parse("::1"), 80));
        Assert.True(some.Allows(IPAddress.Parse("10.0.0.1"), 80));
        Assert.False(some.Allows(IPAddress.Parse("10.0.0.2"), 80));
        Assert.True(new AllowedAddresses("all").Allows(IPAddress.Parse("::1"), 80));
    }
}
