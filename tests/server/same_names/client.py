#!/usr/bin/python3
"""Calls services whose files have one name with Apache's client: client.py GEN PORT. Ends with 0 if all is well."""
import sys

sys.path.insert(0, sys.argv[1])

from thrift.protocol import TBinaryProtocol, TCompactProtocol  # noqa: E402: from here on, the path is set
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol  # noqa: E402
from thrift.transport import TSocket, TTransport  # noqa: E402

import orders.api.Api  # noqa: E402
import orders.common.ttypes  # noqa: E402
import users.api.Api  # noqa: E402
import users.common.ttypes  # noqa: E402
from shop import Shop  # noqa: E402

User, Person = users.api.ttypes.User, users.common.ttypes.Name
Order, Number, Refused = orders.api.ttypes.Order, orders.common.ttypes.Name, orders.common.ttypes.Refused


def refused(call, *arguments):
    try:
        call(*arguments)
    except Refused as error:
        return error
    raise AssertionError("nothing was raised")


for factory in (TBinaryProtocol.TBinaryProtocol, TCompactProtocol.TCompactProtocol):
    socket = TSocket.TSocket("127.0.0.1", int(sys.argv[2]))
    socket.setTimeout(20000)
    transport = TTransport.TFramedTransport(socket)
    transport.open()
    protocol = factory(transport)
    shop = Shop.Client(protocol)
    order = shop.order(User(name=Person(first="Ada")))
    assert order.name == Number(number=4), order
    assert order.kinds == {1: 7}, order
    assert shop.owner(order).name == Person(first="n4"), shop.owner(order)
    assert shop.find(Number(number=2**40)).name.number == 2**40
    error = refused(shop.find, Number(number=-5))
    assert error.number == -5 and error.others == [Number(number=1)], error
    people = users.api.Api.Client(TMultiplexedProtocol(protocol, "Users"))
    assert people.echo(Person(first="a", last="b")) == Person(first="b", last="a")
    numbers = orders.api.Api.Client(TMultiplexedProtocol(protocol, "Orders"))
    assert numbers.echo(Number(number=1)) == Number(number=2)
    assert refused(numbers.echo, Number(number=0)).number == 404
    transport.close()
